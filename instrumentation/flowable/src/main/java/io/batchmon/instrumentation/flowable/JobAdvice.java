package io.batchmon.instrumentation.flowable;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.Date;
import org.flowable.job.api.Job;
import org.flowable.job.api.JobInfo;
import org.flowable.job.service.JobServiceConfiguration;
import org.jspecify.annotations.Nullable;

/** Called around a job until Flowable 7.0. */
public final class JobAdvice {
  private JobAdvice() {}

  public static @Nullable OpenRun enter(
      Object runnable, boolean unlock, JobInfo info, JobServiceConfiguration configuration) {
    // why: jobs that write the engine's own history are none of the application's
    if (!(info instanceof Job)) {
      return null;
    }
    Job job = (Job) info;
    String definition = job.getProcessDefinitionId();
    if (definition != null && definition.indexOf(':') > 0) {
      definition = definition.substring(0, definition.indexOf(':'));
    }
    String element = job.getElementId();
    Date due = job.getDuedate();
    return JobRuns.begin(
        JobRun.builder(
                RunKind.JOB,
                JobName.of(
                    "flowable", definition, element == null ? job.getJobHandlerType() : element))
            .byScheduler()
            .instanceId(job.getId())
            .attempt(configuration.getAsyncExecutorNumberOfRetries() - job.getRetries() + 1)
            .scheduledMillis(due == null ? JobRun.NO_TIME : due.getTime())
            .trigger(job.getJobHandlerType())
            .attribute("batch.process.instance.id", job.getProcessInstanceId())
            .build(),
        runnable);
  }

  public static void exit(
      OpenRun run, Object runnable, boolean unlock, @Nullable Throwable thrown) {
    Object failure = JobRuns.takeNote(runnable);
    Object then = JobRuns.takeNote(run);
    if (failure instanceof Throwable) {
      RunResult failed = RunResult.failed((Throwable) failure);
      // why: neither where the job is gone, such as after an Error in Flowable 6.5
      if ("retried".equals(then)) {
        failed = failed.retried();
      } else if (then != null) {
        failed = failed.withStatus(then.toString());
      }
      JobRuns.end(run, failed);
    } else {
      JobRuns.end(run, thrown == null ? RunResult.succeeded() : RunResult.failed(thrown));
    }
  }
}
