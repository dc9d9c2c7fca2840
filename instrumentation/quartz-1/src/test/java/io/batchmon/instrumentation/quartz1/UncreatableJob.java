package io.batchmon.instrumentation.quartz1;

import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Quartz cannot make one. */
public final class UncreatableJob implements Job {
  public UncreatableJob() {
    throw new IllegalStateException("No data source");
  }

  @Override
  public void execute(JobExecutionContext context) {}
}
