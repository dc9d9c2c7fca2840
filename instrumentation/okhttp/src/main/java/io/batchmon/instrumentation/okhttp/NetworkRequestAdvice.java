package io.batchmon.instrumentation.okhttp;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** OkHttp 3.0 to 3.3: the request that is made of the application's, to be sent. */
public final class NetworkRequestAdvice {
  private NetworkRequestAdvice() {}

  public static @Nullable Request exit(@Nullable Request request, @Nullable Throwable thrown) {
    OpenRun call = JobRuns.current();
    if (request == null || call == null || call.kind() != RunKind.CALL) {
      return request;
    }
    String[] headers = JobRuns.outgoingHeaders(call);
    Request.Builder traced = null;
    for (int i = 0; i < headers.length; i += 2) {
      if (request.header(headers[i]) == null) {
        traced = traced == null ? request.newBuilder() : traced;
        traced.header(headers[i], headers[i + 1]);
      }
    }
    return traced == null ? request : traced.build();
  }
}
