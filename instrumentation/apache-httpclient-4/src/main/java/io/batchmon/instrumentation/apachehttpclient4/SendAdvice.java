package io.batchmon.instrumentation.apachehttpclient4;

import io.batchmon.job.HttpCalls;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.HttpRequestWrapper;
import org.apache.http.conn.routing.HttpRoute;
import org.jspecify.annotations.Nullable;

/** Called around connecting and sending; the request is the client's own copy. */
public final class SendAdvice {
  private SendAdvice() {}

  public static @Nullable OpenRun enter(Object exec, HttpRoute route, HttpRequestWrapper request) {
    if (JobRuns.current() == null) {
      return null;
    }
    String path = request.getRequestLine().getUri();
    OpenRun call =
        HttpCalls.begin(
            request.getRequestLine().getMethod(),
            path.startsWith("/") ? route.getTargetHost().toURI() + path : path);
    if (call != null) {
      String[] headers = JobRuns.outgoingHeaders(call);
      for (int i = 0; i + 1 < headers.length; i += 2) {
        if (!request.containsHeader(headers[i])) {
          request.setHeader(headers[i], headers[i + 1]);
        }
      }
    }
    return call;
  }

  public static void exit(
      OpenRun call,
      Object exec,
      HttpRoute route,
      HttpRequestWrapper request,
      @Nullable HttpResponse response,
      @Nullable Throwable thrown) {
    HttpCalls.end(call, response == null ? 0 : response.getStatusLine().getStatusCode(), 0, thrown);
  }
}
