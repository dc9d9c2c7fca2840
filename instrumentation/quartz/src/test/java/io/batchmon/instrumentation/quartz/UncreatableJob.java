package io.batchmon.instrumentation.quartz;

import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** A job whose class cannot be instantiated. */
public final class UncreatableJob implements Job {
  public UncreatableJob() {
    throw new IllegalStateException("No data source");
  }

  @Override
  public void execute(JobExecutionContext context) {
    throw new AssertionError("never reached");
  }
}
