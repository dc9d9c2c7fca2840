package io.batchmon.instrumentation.jberet.ee9;

import jakarta.batch.api.chunk.AbstractItemWriter;
import java.util.List;

public class WorkWriter extends AbstractItemWriter {
  @Override
  public void writeItems(List<Object> items) {}
}
