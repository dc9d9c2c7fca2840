package io.batchmon.instrumentation.apachehttpclient5;

import io.batchmon.job.HttpCalls;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Called around connecting and sending; the request is the client's own copy. */
public final class SendAdvice {
  private SendAdvice() {}

  public static @Nullable OpenRun enter(
      Object exec, ClassicHttpRequest request, ExecChain.Scope scope) {
    if (JobRuns.current() == null) {
      return null;
    }
    String path = request.getRequestUri();
    OpenRun call =
        HttpCalls.begin(
            request.getMethod(),
            path.startsWith("/") ? scope.route.getTargetHost().toURI() + path : path);
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
      ClassicHttpRequest request,
      @Nullable ClassicHttpResponse response,
      @Nullable Throwable thrown) {
    int status = response == null ? 0 : response.getCode();
    HttpCalls.end(call, status, 0, thrown);
    if (status == HttpStatus.SC_UNAUTHORIZED
        || status == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED) {
      takeBack(call, request);
    }
  }

  // why: after any other answer the next request is another copy
  private static void takeBack(OpenRun call, ClassicHttpRequest request) {
    String[] headers = JobRuns.outgoingHeaders(call);
    for (int i = 0; i + 1 < headers.length; i += 2) {
      if (request.containsHeader(headers[i])
          && headers[i + 1].equals(request.getFirstHeader(headers[i]).getValue())) {
        request.removeHeaders(headers[i]);
      }
    }
  }
}
