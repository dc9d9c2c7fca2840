package io.batchmon.instrumentation.camunda;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import java.util.Date;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;

/** Called when a job begins, which is all that is known of it before. It ends by its commit. */
public final class JobAdvice {
  private JobAdvice() {}

  public static void enter(JobEntity job) {
    // why: may ask the database, as the job itself is about to; it is not asked twice
    String activity = job.getActivityId();
    String handler = job.getJobHandlerType();
    Date due = job.getDuedate();
    JobRun.Builder run =
        JobRun.builder(
                RunKind.JOB,
                JobName.of(
                    "camunda",
                    job.getProcessDefinitionKey(),
                    activity == null ? handler : activity))
            .instanceId(job.getId())
            .attempt(
                Context.getProcessEngineConfiguration().getDefaultNumberOfRetries()
                    - job.getRetries()
                    + 1)
            .scheduledMillis(due == null ? JobRun.NO_TIME : due.getTime())
            .trigger(handler)
            .attribute("batch.process.instance.id", job.getProcessInstanceId());
    // why: the management service executes a job in the thread that asks for it, as a part of that
    if (JobRuns.current() == null) {
      run.byScheduler();
    }
    JobRuns.begin(run.build(), job);
  }
}
