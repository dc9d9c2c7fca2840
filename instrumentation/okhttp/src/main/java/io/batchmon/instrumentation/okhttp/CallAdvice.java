package io.batchmon.instrumentation.okhttp;

import io.batchmon.job.HttpCalls;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import java.io.InterruptedIOException;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Around all interceptors of a call, in the thread that makes it. */
public final class CallAdvice {
  private CallAdvice() {}

  public static @Nullable OpenRun enter(Call call) {
    Request request = call.request();
    return HttpCalls.begin(request.method(), request.url().toString());
  }

  public static void exit(
      OpenRun run, Call call, @Nullable Response response, @Nullable Throwable thrown) {
    if (thrown != null && call.isCanceled() && !(thrown instanceof InterruptedIOException)) {
      // why: a call that ran out of time is cancelled as well
      Object late = JobRuns.takeNote(call);
      JobRuns.end(
          run,
          late == null
              ? RunResult.stopped("cancelled")
              : RunResult.failed("timeout", "java.io.InterruptedIOException"));
      return;
    }
    int resends = 0;
    Response prior = response == null ? null : response.priorResponse();
    while (prior != null) {
      resends++;
      prior = prior.priorResponse();
    }
    HttpCalls.end(run, response == null ? 0 : response.code(), resends, thrown);
  }
}
