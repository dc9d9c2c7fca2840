package io.batchmon.instrumentation.xxljob;

import com.xxl.job.core.biz.model.ReturnT;
import com.xxl.job.core.context.XxlJobContext;
import com.xxl.job.core.thread.JobThread;
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

/**
 * Called in the thread of a job with what the admin is told of a trigger: of one that ran, or of
 * one that was still in the queue when the thread was ended.
 */
public final class CallBackAdvice {
  private static final int SUCCESS = 200;
  private static final int TIMEOUT = 502;

  /** The verdict up to 2.2, where the context does not have it yet. */
  private static final @Nullable MethodHandle RESULT = result();

  private CallBackAdvice() {}

  public static void enter(Object answer) throws Throwable {
    Thread thread = Thread.currentThread();
    if (!(thread instanceof JobThread)) {
      return;
    }
    OpenRun run = JobRuns.open(thread);
    Object noted = JobRuns.noted(thread);
    if (run == null) {
      Object handler = JobRuns.noted(((JobThread) thread).getHandler());
      JobName name =
          JobName.of("xxl_job", handler instanceof String[] ? ((String[]) handler)[0] : null);
      JobRuns.end(
          JobRuns.begin(JobRun.builder(RunKind.JOB, name).byScheduler().build()),
          RunResult.rejected("killed in the queue: " + noted, "KILLED"));
      return;
    }
    if (noted instanceof String) {
      JobRuns.end(run, RunResult.stopped((String) noted));
      return;
    }
    JobRuns.takeNote(thread);
    MethodHandle getter = RESULT;
    if (getter != null) {
      ReturnT<?> result = (ReturnT<?>) getter.invokeExact(answer);
      JobRuns.end(run, resultOf(result.getCode(), result.getMsg(), noted));
      return;
    }
    XxlJobContext context = XxlJobContext.getXxlJobContext();
    RunResult result = resultOf(context.getHandleCode(), context.getHandleMsg(), noted);
    if (context.getShardTotal() > 1) {
      result =
          result
              .withAttribute("batch.shard.index", context.getShardIndex())
              .withAttribute("batch.shard.total", context.getShardTotal());
    }
    JobRuns.end(run, result);
  }

  private static RunResult resultOf(int code, @Nullable String message, @Nullable Object thrown) {
    String status = Integer.toString(code);
    if (code == SUCCESS) {
      return RunResult.succeeded().withStatus(status);
    }
    if (thrown instanceof Throwable && code != TIMEOUT) {
      return RunResult.failed((Throwable) thrown).withStatus(status);
    }
    String text = message == null ? "" : message;
    int end = text.indexOf('\n');
    // why: a handler of the application that throws leaves but its stack trace as text
    if (end > 0 && text.startsWith("\tat ", end + 1)) {
      String first = text.substring(0, end).trim();
      int colon = first.indexOf(": ");
      return RunResult.failed(
              colon < 0 ? first : first.substring(colon + 2),
              colon < 0 ? first : first.substring(0, colon))
          .withStatus(status);
    }
    return RunResult.failed(text.isEmpty() ? "handle code " + code : text, status)
        .withStatus(status);
  }

  private static @Nullable MethodHandle result() {
    try {
      Class<?> answer =
          Class.forName(
              "com.xxl.job.core.biz.model.HandleCallbackParam",
              false,
              CallBackAdvice.class.getClassLoader());
      return MethodHandles.publicLookup()
          .unreflect(answer.getMethod("getExecuteResult"))
          .asType(MethodType.methodType(ReturnT.class, Object.class));
    } catch (ReflectiveOperationException | LinkageError newer) {
      return null;
    }
  }
}
