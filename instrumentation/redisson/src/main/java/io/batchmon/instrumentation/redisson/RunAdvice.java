package io.batchmon.instrumentation.redisson;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.redisson.executor.params.ScheduledAtFixedRateParameters;
import org.redisson.executor.params.ScheduledCronExpressionParameters;
import org.redisson.executor.params.ScheduledParameters;
import org.redisson.executor.params.ScheduledWithFixedDelayParameters;
import org.redisson.executor.params.TaskParameters;

/**
 * Called in a thread of a worker around a task, which is named by its class. The one who waits for
 * the task, perhaps in another JVM, is given what it throws, and nobody else.
 */
public final class RunAdvice {
  private static final String RUNNER = "org.redisson.executor.TasksRunnerService";

  private RunAdvice() {}

  public static OpenRun enter(Object runner, TaskParameters params) {
    String type = params.getClassName();
    JobRun.Builder run =
        JobRun.builder(
                RunKind.JOB,
                JobName.of("redisson", type == null ? null : JobName.simpleClass(type)))
            .byScheduler();
    if (type != null) {
      run.code(JobName.writtenClass(type), null);
    }
    String schedule = null;
    if (params instanceof ScheduledAtFixedRateParameters) {
      schedule = "every " + ((ScheduledAtFixedRateParameters) params).getPeriod() + " ms";
    } else if (params instanceof ScheduledWithFixedDelayParameters) {
      schedule = ((ScheduledWithFixedDelayParameters) params).getDelay() + " ms after the end";
    } else if (params instanceof ScheduledCronExpressionParameters) {
      schedule = ((ScheduledCronExpressionParameters) params).getCronExpression();
    }
    // why: all runs of a task that repeats have one id, which is that of no piece of work
    if (schedule == null) {
      run.instanceId(params.getRequestId());
    } else {
      run.schedule(schedule).trigger(params.getRequestId());
    }
    if (params instanceof ScheduledParameters) {
      Object due = JobRuns.noted(params);
      run.scheduledMillis(
          due instanceof Long ? (Long) due : ((ScheduledParameters) params).getStartTime());
    }
    return JobRuns.begin(run.build());
  }

  public static void exit(
      OpenRun run, Object runner, TaskParameters params, @Nullable Throwable thrown) {
    if (thrown == null) {
      boolean late = "late".equals(JobRuns.noted(params));
      JobRuns.end(run, late ? RunResult.skipped("the worker is too late") : RunResult.succeeded());
      return;
    }
    Throwable problem = thrown;
    StackTraceElement[] trace = thrown.getStackTrace();
    if (thrown.getClass() == IllegalArgumentException.class
        && thrown.getCause() != null
        && trace.length > 0
        && RUNNER.equals(trace[0].getClassName())) {
      problem = thrown.getCause();
    }
    boolean interrupted = Thread.currentThread().isInterrupted();
    Throwable cause = problem;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      if (cause instanceof ExecutionException || cause instanceof CompletionException) {
        // why: what is in there was thrown in a thread that the task has itself
        interrupted = false;
        break;
      }
      interrupted |= cause instanceof InterruptedException;
      cause = cause.getCause();
    }
    // why: nobody interrupts a worker but who cancels its task or ends it
    JobRuns.end(run, interrupted ? RunResult.stopped(null) : RunResult.failed(problem));
  }
}
