package io.batchmon.instrumentation.executor;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The executors of JDK 8 to 25. Periodic tasks are hooked where their executor runs them, so
 * subclasses of the executor, decorated tasks and wrapped executors are seen all the same; pools,
 * where a worker begins and ends, which costs nothing per task. What a run hands to other threads
 * stays a part of it.
 */
public final class ExecutorInstrumentation implements JobInstrumentation {
  private static final String PACKAGE = "java.util.concurrent.";

  @Override
  public String name() {
    return "executor";
  }

  @Override
  public List<Hook> hooks() {
    List<Hook> hooks = new ArrayList<>();
    hooks.addAll(schedules());
    hooks.addAll(pools());
    hooks.addAll(HandoverHooks.all());
    return hooks;
  }

  private static List<Hook> schedules() {
    return Arrays.asList(
        Hook.on(PACKAGE + "ScheduledThreadPoolExecutor$ScheduledFutureTask")
            .method("run")
            .field("period", "long")
            .field("this$0", PACKAGE + "ScheduledThreadPoolExecutor")
            .advice(PeriodicTaskAdvice.class),
        Hook.on(PACKAGE + "ScheduledThreadPoolExecutor$ScheduledFutureTask")
            .method("setNextRunTime")
            .advice(NextRunAdvice.class),
        Hook.on(PACKAGE + "DelayScheduler$ScheduledForkJoinTask")
            .method("compute")
            .field("nextDelay", "long")
            .field("runnable", "java.lang.Runnable")
            .advice(ForkJoinTaskAdvice.class));
  }

  private static List<Hook> pools() {
    return Arrays.asList(
        Hook.on(PACKAGE + "ThreadPoolExecutor")
            .method("runWorker", PACKAGE + "ThreadPoolExecutor$Worker")
            .lazily()
            .advice(RunWorkerAdvice.class),
        Hook.on(PACKAGE + "FutureTask")
            .method("setException", "java.lang.Throwable")
            .lazily()
            .advice(SetExceptionAdvice.class),
        Hook.on(PACKAGE + "FutureTask").method("report", "int").lazily().advice(ReportAdvice.class),
        Hook.on(PACKAGE + "FutureTask")
            .method("exceptionNow")
            .optional()
            .lazily()
            .advice(ExceptionNowAdvice.class));
  }
}
