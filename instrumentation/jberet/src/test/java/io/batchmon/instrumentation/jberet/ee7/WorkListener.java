package io.batchmon.instrumentation.jberet.ee7;

import io.batchmon.instrumentation.jberet.Work;
import javax.batch.api.listener.AbstractJobListener;

public class WorkListener extends AbstractJobListener {
  @Override
  public void beforeJob() {
    Work.before();
  }

  @Override
  public void afterJob() {
    Work.after();
  }
}
