package io.batchmon.instrumentation.okhttp;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import java.util.List;
import okhttp3.Request;
import okhttp3.internal.http.BridgeInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * Called for each interceptor; the request that OkHttp's own one has made of the application's, to
 * be sent over the network, is given the headers of the trace.
 */
public final class ProceedAdvice {
  private ProceedAdvice() {}

  public static @Nullable Request enter(
      Object chain, Request request, List<?> interceptors, int index) {
    if (index < 1 || !(interceptors.get(index - 1) instanceof BridgeInterceptor)) {
      return null;
    }
    OpenRun call = JobRuns.current();
    if (call == null || call.kind() != RunKind.CALL) {
      return null;
    }
    String[] headers = JobRuns.outgoingHeaders(call);
    Request.Builder traced = null;
    for (int i = 0; i < headers.length; i += 2) {
      if (request.header(headers[i]) == null) {
        traced = traced == null ? request.newBuilder() : traced;
        traced.header(headers[i], headers[i + 1]);
      }
    }
    return traced == null ? null : traced.build();
  }
}
