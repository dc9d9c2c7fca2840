package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import tech.powerjob.worker.core.tracker.manager.HeavyTaskTrackerManager;
import tech.powerjob.worker.extension.processor.ProcessorBean;
import tech.powerjob.worker.persistence.TaskDO;
import tech.powerjob.worker.pojo.model.InstanceInfo;

/**
 * Called in the thread that runs a task: the job itself where there is but one, else a part of the
 * job, which the worker that tracks it knows.
 */
public final class TaskAdvice {
  // why: InstanceInfo has the number of a time expression: FIXED_RATE and FIXED_DELAY
  private static final int FIRST_FREQUENT = 3;
  private static final int LAST_FREQUENT = 4;

  private TaskAdvice() {}

  public static OpenRun enter(
      Object runnable, InstanceInfo info, TaskDO task, @Nullable ProcessorBean bean) {
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
    if (bean != null && bean.getProcessor() != null) {
      run.code(JobName.writtenClass(bean.getProcessor().getClass().getName()), "process");
    }
    Object tracker = HeavyTaskTrackerManager.getTaskTracker(task.getInstanceId());
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
      @Nullable ProcessorBean bean,
      @Nullable Throwable thrown) {
    JobRuns.takeNote(runnable);
    if (thrown != null) {
      JobRuns.end(run, RunResult.failed(thrown));
    } else {
      JobRuns.end(run, RunResult.failed("no status was reported", "powerjob"));
    }
  }
}
