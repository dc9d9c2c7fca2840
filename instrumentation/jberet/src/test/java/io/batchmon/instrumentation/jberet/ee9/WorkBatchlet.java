package io.batchmon.instrumentation.jberet.ee9;

import io.batchmon.instrumentation.jberet.Work;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.inject.Inject;

public class WorkBatchlet extends AbstractBatchlet {
  @Inject
  @BatchProperty(name = "work")
  String work;

  @Override
  public String process() throws Exception {
    return Work.process(work);
  }

  @Override
  public void stop() {
    Work.stop();
  }
}
