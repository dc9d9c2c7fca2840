package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;
import tech.powerjob.worker.core.processor.sdk.BasicProcessor;
import tech.powerjob.worker.extension.processor.ProcessorBean;
import tech.powerjob.worker.persistence.TaskDO;
import tech.powerjob.worker.pojo.model.InstanceInfo;

/**
 * Called in the thread that runs a task: the job itself where there is but one, else a part of the
 * job, which the worker that tracks it knows.
 */
public final class TaskAdvice {
  private static final @Nullable MethodHandle TRACKER = tracker();

  // why: InstanceInfo has the number of a time expression: FIXED_RATE and FIXED_DELAY
  private static final int FIRST_FREQUENT = 3;
  private static final int LAST_FREQUENT = 4;

  private TaskAdvice() {}

  public static OpenRun enter(
      Object runnable, InstanceInfo info, TaskDO task, @Nullable Object processor)
      throws Throwable {
    String code = info.getProcessorInfo();
    if ("EXTERNAL".equals(info.getProcessorType())) {
      code = code.substring(code.indexOf('#') + 1);
    }
    JobName job = JobName.numbered("powerjob", code, info.getJobId());
    int expression = info.getTimeExpressionType();
    boolean frequent = expression >= FIRST_FREQUENT && expression <= LAST_FREQUENT;
    boolean whole = frequent || "STANDALONE".equals(info.getExecuteType());
    JobRun.Builder run =
        whole
            ? JobRun.builder(RunKind.JOB, job).byScheduler()
            : JobRun.builder(RunKind.STEP, JobName.of("powerjob", job.name(), task.getTaskName()))
                .attribute("batch.task.id", task.getTaskId());
    String id = String.valueOf(task.getInstanceId());
    run.instanceId(frequent ? id + '.' + task.getSubInstanceId() : id);
    Integer failures = task.getFailedCnt();
    run.attempt(failures == null ? 1 : failures + 1);
    Object bean = processor;
    if (bean != null && !(bean instanceof BasicProcessor)) {
      bean = ((ProcessorBean) bean).getProcessor();
    }
    if (bean != null) {
      run.code(JobName.writtenClass(bean.getClass().getName()), "process");
    }
    Object tracker = TRACKER == null ? null : TRACKER.invokeExact((Object) task.getInstanceId());
    if (tracker != null) {
      JobRuns.note(runnable, tracker);
    }
    Object around = whole ? null : JobRuns.noted(tracker);
    return JobRuns.begin(
        run.build(), runnable, around instanceof OpenRun ? (OpenRun) around : null);
  }

  public static void exit(
      OpenRun run,
      Object runnable,
      InstanceInfo info,
      TaskDO task,
      @Nullable Object processor,
      @Nullable Throwable thrown) {
    JobRuns.takeNote(runnable);
    if (thrown != null) {
      JobRuns.end(run, RunResult.failed(thrown));
    } else {
      JobRuns.end(run, RunResult.failed("no status was reported", "powerjob"));
    }
  }

  private static @Nullable MethodHandle tracker() {
    MethodHandle found = find("manager.HeavyTaskTrackerManager", "getTaskTracker");
    return found == null ? find("task.TaskTrackerPool", "getTaskTrackerPool") : found;
  }

  private static @Nullable MethodHandle find(String type, String method) {
    try {
      Class<?> trackers =
          Class.forName(
              "tech.powerjob.worker.core.tracker." + type,
              false,
              TaskAdvice.class.getClassLoader());
      return MethodHandles.publicLookup()
          .unreflect(trackers.getMethod(method, Long.class))
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (ReflectiveOperationException | LinkageError otherVersion) {
      return null;
    }
  }
}
