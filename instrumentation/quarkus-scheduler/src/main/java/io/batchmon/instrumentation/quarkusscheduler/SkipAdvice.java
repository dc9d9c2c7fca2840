package io.batchmon.instrumentation.quarkusscheduler;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.quarkus.scheduler.ScheduledExecution;
import io.quarkus.scheduler.common.runtime.SkipConcurrentExecutionInvoker;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Called around what may leave a firing out, outside of {@link InvokeAdvice}. A note about the
 * firing that is still there afterwards says that nothing was called.
 */
public final class SkipAdvice {
  private static final String INVOKER = "_ScheduledInvoker_";

  private SkipAdvice() {}

  public static void enter(Object invoker, ScheduledExecution execution) {
    JobRuns.note(execution, true);
  }

  public static void exit(
      Object invoker, ScheduledExecution execution, @Nullable Throwable thrown) {
    if (JobRuns.takeNote(execution) == null) {
      return;
    }
    String id = execution.getTrigger().getId();
    JobRun.Builder run =
        JobRun.builder(RunKind.JOB, JobName.of("quarkus", nameOf(id))).byScheduler();
    Instant scheduled = execution.getScheduledFireTime();
    if (scheduled != null) {
      run.scheduledMillis(scheduled.toEpochMilli());
    }
    RunResult result;
    if (thrown != null) {
      result = RunResult.rejected(thrown);
    } else if (invoker instanceof SkipConcurrentExecutionInvoker) {
      result = RunResult.skipped("the run before it is still going on");
    } else {
      result = RunResult.skipped("its skip predicate says so");
    }
    JobRuns.end(JobRuns.begin(run.build()), result);
  }

  // why: without an identity of its own, a number and the method, or until 2 what calls it
  private static String nameOf(String id) {
    int begin = id.indexOf('_') + 1;
    if (begin < 2) {
      return id;
    }
    for (int i = 0; i < begin - 1; i++) {
      if (id.charAt(i) < '0' || id.charAt(i) > '9') {
        return id;
      }
    }
    int method = id.lastIndexOf('#');
    if (method > begin) {
      return JobName.simpleClass(id.substring(begin, method)) + '.' + id.substring(method + 1);
    }
    int invoker = id.indexOf(INVOKER);
    if (invoker < begin) {
      return id;
    }
    String type = id.substring(begin, invoker).replace("$_", "$");
    int hash = id.lastIndexOf('_');
    return JobName.simpleClass(type) + '.' + id.substring(invoker + INVOKER.length(), hash);
  }
}
