package io.batchmon.instrumentation.jberet.ee7;

import io.batchmon.instrumentation.jberet.Work;
import javax.batch.api.chunk.AbstractItemReader;

public class WorkReader extends AbstractItemReader {
  private int next;

  @Override
  public Object readItem() {
    return Work.read(next++);
  }
}
