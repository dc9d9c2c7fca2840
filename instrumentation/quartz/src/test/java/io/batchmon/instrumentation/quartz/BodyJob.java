package io.batchmon.instrumentation.quartz;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;

/** A job that does what the test says. */
public final class BodyJob implements Job {
  /** What a job does. */
  interface Body {
    void run(JobExecutionContext context) throws JobExecutionException;
  }

  static final Map<JobKey, Body> BODIES = new ConcurrentHashMap<>();

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    BODIES.get(context.getJobDetail().getKey()).run(context);
  }
}
