package io.batchmon.instrumentation.quarkusscheduler;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.quarkus.scheduler.ScheduledExecution;
import io.quarkus.scheduler.Trigger;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Called around a scheduled method or task, in its thread. What it returns may complete later, in
 * another one; then an object of this class ends the run.
 */
public final class InvokeAdvice implements BiConsumer<Object, Throwable> {
  private static final String SIMPLE = "io.quarkus.scheduler.runtime.SimpleScheduler$";
  private static final String INVOKER = "_ScheduledInvoker_";

  private final OpenRun run;

  private InvokeAdvice(OpenRun run) {
    this.run = run;
  }

  public static OpenRun enter(Object invoker, ScheduledExecution execution) {
    JobRuns.takeNote(execution);
    Trigger trigger = execution.getTrigger();
    JobRun.Builder run =
        JobRun.builder(RunKind.JOB, JobName.of("quarkus", nameOf(trigger.getId()))).byScheduler();
    // why: a class generated for each method, the one thing that names it in all versions
    String called = invoker.getClass().getName();
    int end = called.indexOf(INVOKER);
    if (end > 0) {
      run.code(
          called.substring(0, end).replace("$_", "$"),
          called.substring(end + INVOKER.length(), called.lastIndexOf('_')));
    }
    Instant scheduled = execution.getScheduledFireTime();
    if (scheduled != null) {
      run.scheduledMillis(scheduled.toEpochMilli());
    }
    // why: Quartz would ask its store for it, which may be a database
    if (trigger.getClass().getName().startsWith(SIMPLE)) {
      Instant next = trigger.getNextFireTime();
      if (next != null) {
        // why: it fires at whole seconds, and adds to when it last looked
        run.nextMillis(next.getEpochSecond() * 1000);
      }
    }
    return JobRuns.begin(run.build());
  }

  public static void exit(
      OpenRun run,
      Object invoker,
      ScheduledExecution execution,
      @Nullable CompletionStage<?> result,
      @Nullable Throwable thrown) {
    if (thrown != null) {
      JobRuns.end(run, RunResult.failed(thrown));
    } else if (result == null) {
      JobRuns.end(run, RunResult.succeeded());
    } else {
      // why: of what is complete already, it is told at once
      result.whenComplete(new InvokeAdvice(run));
      run.leave();
    }
  }

  @Override
  public void accept(@Nullable Object value, @Nullable Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : null;
    if (thrown == null) {
      JobRuns.end(run, RunResult.succeeded());
    } else {
      JobRuns.end(run, RunResult.failed(cause == null ? thrown : cause));
    }
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
