package io.batchmon.instrumentation.jberet.ee9;

import io.batchmon.instrumentation.jberet.Work;
import jakarta.batch.api.chunk.ItemProcessor;

public class WorkProcessor implements ItemProcessor {
  @Override
  public Object processItem(Object item) {
    return Work.process((Integer) item);
  }
}
