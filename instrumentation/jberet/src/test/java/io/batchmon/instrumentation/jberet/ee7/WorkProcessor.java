package io.batchmon.instrumentation.jberet.ee7;

import io.batchmon.instrumentation.jberet.Work;
import javax.batch.api.chunk.ItemProcessor;

public class WorkProcessor implements ItemProcessor {
  @Override
  public Object processItem(Object item) {
    return Work.process((Integer) item);
  }
}
