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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tech.powerjob.worker.core.processor.ProcessResult;
import tech.powerjob.worker.core.processor.TaskContext;
import tech.powerjob.worker.extension.processor.ProcessorBean;
import tech.powerjob.worker.pojo.model.InstanceInfo;

/**
 * Called around all attempts of a job that runs on one worker, which swallows what they throw. It
 * ends the last of them.
 */
public final class LightTaskAdvice {
  private static final @Nullable MethodHandle META = getter(TaskContext.class, "getInstanceMeta");
  private static final @Nullable MethodHandle DUE =
      META == null ? null : getter(metaClass(), "getEtt");

  private LightTaskAdvice() {}

  public static void enter(
      Object tracker, TaskContext context, InstanceInfo info, @Nullable ProcessorBean bean)
      throws Throwable {
    String code = info.getProcessorInfo();
    if ("EXTERNAL".equals(info.getProcessorType())) {
      code = code.substring(code.indexOf('#') + 1);
    }
    JobRun.Builder run =
        JobRun.builder(RunKind.JOB, JobName.numbered("powerjob", code, info.getJobId()))
            .byScheduler()
            .instanceId(String.valueOf(info.getInstanceId()));
    if (bean != null && bean.getProcessor() != null) {
      run.code(JobName.writtenClass(bean.getProcessor().getClass().getName()), "process");
    }
    Object meta = META == null ? null : META.invokeExact((Object) context);
    Object due = DUE == null || meta == null ? null : DUE.invokeExact(meta);
    if (due instanceof Long && (Long) due > 0) {
      run.scheduledMillis((Long) due);
    }
    JobRuns.note(context, run);
  }

  public static void exit(
      Object tracker,
      TaskContext context,
      InstanceInfo info,
      @Nullable ProcessorBean bean,
      AtomicBoolean stopped,
      AtomicBoolean overdue,
      @Nullable Throwable thrown) {
    JobRuns.takeNote(context);
    OpenRun run = JobRuns.open(context);
    if (run == null) {
      return;
    }
    Object noted = JobRuns.takeNote(run);
    RunResult result;
    if (thrown != null) {
      // why: an Error escapes, and PowerJob goes on as if the job were running
      result = RunResult.failed(thrown);
    } else if (noted instanceof ProcessResult && ((ProcessResult) noted).isSuccess()) {
      result = RunResult.succeeded().withStatus("WORKER_PROCESS_SUCCESS");
    } else if (stopped.get()) {
      result = RunResult.stopped(null).withStatus("WORKER_PROCESS_FAILED");
    } else {
      String message = noted instanceof ProcessResult ? ((ProcessResult) noted).getMsg() : null;
      result =
          noted instanceof Throwable
              ? RunResult.failed((Throwable) noted)
              : RunResult.failed(
                  message == null || message.isEmpty() ? "the processor says so" : message,
                  "WORKER_PROCESS_FAILED");
      result =
          result
              .withStatus("WORKER_PROCESS_FAILED")
              .withReason(overdue.get() ? "instance execute timeout" : result.reason());
    }
    JobRuns.end(run, result);
  }

  private static @Nullable Class<?> metaClass() {
    try {
      return TaskContext.class.getMethod("getInstanceMeta").getReturnType();
    } catch (NoSuchMethodException before511) {
      return null;
    }
  }

  private static @Nullable MethodHandle getter(@Nullable Class<?> type, String name) {
    if (type == null) {
      return null;
    }
    try {
      return MethodHandles.publicLookup()
          .unreflect(type.getMethod(name))
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (ReflectiveOperationException otherVersion) {
      return null;
    }
  }
}
