package io.batchmon.instrumentation.jberet.ee7;

import java.util.List;
import javax.batch.api.chunk.AbstractItemWriter;

public class WorkWriter extends AbstractItemWriter {
  @Override
  public void writeItems(List<Object> items) {}
}
