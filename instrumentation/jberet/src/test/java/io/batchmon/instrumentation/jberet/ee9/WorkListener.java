package io.batchmon.instrumentation.jberet.ee9;

import io.batchmon.instrumentation.jberet.Work;
import jakarta.batch.api.listener.AbstractJobListener;

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
