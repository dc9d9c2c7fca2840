package io.batchmon.instrumentation.apachehttpclient5;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.jspecify.annotations.Nullable;

/**
 * Called before an asynchronous request. In its place of the application's callback, which it calls
 * in the client's thread as the run that made the request.
 */
public final class CallbackAdvice implements FutureCallback<Object> {
  private final OpenRun run;
  private final FutureCallback<Object> callback;

  private CallbackAdvice(OpenRun run, FutureCallback<Object> callback) {
    this.run = run;
    this.callback = callback;
  }

  public static @Nullable CallbackAdvice enter(
      Object client,
      @Nullable Object target,
      Object producer,
      Object consumer,
      @Nullable Object pushHandlers,
      @Nullable Object context,
      @Nullable FutureCallback<Object> callback) {
    OpenRun run = callback == null ? null : JobRuns.current();
    return run == null || callback == null ? null : new CallbackAdvice(run, callback);
  }

  @Override
  public void completed(Object result) {
    Object before = JobRuns.attach(run);
    try {
      callback.completed(result);
    } finally {
      JobRuns.restore(before);
    }
  }

  @Override
  public void failed(Exception cause) {
    Object before = JobRuns.attach(run);
    try {
      callback.failed(cause);
    } finally {
      JobRuns.restore(before);
    }
  }

  @Override
  public void cancelled() {
    Object before = JobRuns.attach(run);
    try {
      callback.cancelled();
    } finally {
      JobRuns.restore(before);
    }
  }
}
