package io.batchmon.instrumentation.apachehttpclient5;

import io.batchmon.job.HttpCalls;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/**
 * Called around a request of the minimal client, which sends once. The request is the
 * application's, so it has our headers for as long as it is sent.
 */
public final class MinimalAdvice {
  private MinimalAdvice() {}

  public static @Nullable OpenRun enter(
      Object client, @Nullable HttpHost target, ClassicHttpRequest request) {
    if (JobRuns.current() == null) {
      return null;
    }
    String host =
        target == null ? request.getScheme() + "://" + request.getAuthority() : target.toURI();
    OpenRun call = HttpCalls.begin(request.getMethod(), host + request.getRequestUri());
    if (call != null) {
      setHeaders(request, JobRuns.outgoingHeaders(call));
    }
    return call;
  }

  private static void setHeaders(ClassicHttpRequest request, String[] headers) {
    try {
      for (int i = 0; i + 1 < headers.length; i += 2) {
        if (!request.containsHeader(headers[i])) {
          request.setHeader(headers[i], headers[i + 1]);
        }
      }
    } catch (RuntimeException refused) {
      // why: a request of the application's own making may refuse; the call has begun, and must end
      return;
    }
  }

  public static void exit(
      OpenRun call,
      Object client,
      @Nullable HttpHost target,
      ClassicHttpRequest request,
      @Nullable ClassicHttpResponse response,
      @Nullable Throwable thrown) {
    HttpCalls.end(call, response == null ? 0 : response.getCode(), 0, thrown);
    String[] headers = JobRuns.outgoingHeaders(call);
    for (int i = 0; i + 1 < headers.length; i += 2) {
      Header there = request.getFirstHeader(headers[i]);
      if (there != null && headers[i + 1].equals(there.getValue())) {
        request.removeHeaders(headers[i]);
      }
    }
  }
}
