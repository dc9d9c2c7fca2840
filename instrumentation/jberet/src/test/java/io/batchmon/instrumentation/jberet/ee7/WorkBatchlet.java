package io.batchmon.instrumentation.jberet.ee7;

import io.batchmon.instrumentation.jberet.Work;
import javax.batch.api.AbstractBatchlet;
import javax.batch.api.BatchProperty;
import javax.inject.Inject;

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
