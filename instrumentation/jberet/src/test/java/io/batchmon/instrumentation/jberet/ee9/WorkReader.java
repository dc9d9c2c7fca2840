package io.batchmon.instrumentation.jberet.ee9;

import io.batchmon.instrumentation.jberet.Work;
import jakarta.batch.api.chunk.AbstractItemReader;

public class WorkReader extends AbstractItemReader {
  private int next;

  @Override
  public Object readItem() {
    return Work.read(next++);
  }
}
