package io.batchmon.instrumentation.apachehttpclient4;

import io.batchmon.job.HttpCalls;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Called around a request with its redirects and retries. The director copies the headers of the
 * application's request for each, so that one has ours for as long as it is sent.
 */
public final class DirectorAdvice {
  private DirectorAdvice() {}

  public static @Nullable OpenRun enter(
      Object director, @Nullable HttpHost target, HttpRequest request) {
    if (JobRuns.current() == null) {
      return null;
    }
    String path = request.getRequestLine().getUri();
    OpenRun call =
        HttpCalls.begin(
            request.getRequestLine().getMethod(),
            target != null && path.startsWith("/") ? target.toURI() + path : path);
    if (call != null) {
      setHeaders(request, JobRuns.outgoingHeaders(call));
    }
    return call;
  }

  private static void setHeaders(HttpRequest request, String[] headers) {
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
      Object director,
      @Nullable HttpHost target,
      HttpRequest request,
      @Nullable HttpResponse response,
      @Nullable Throwable thrown) {
    HttpCalls.end(call, response == null ? 0 : response.getStatusLine().getStatusCode(), 0, thrown);
    String[] headers = JobRuns.outgoingHeaders(call);
    for (int i = 0; i + 1 < headers.length; i += 2) {
      Header there = request.getFirstHeader(headers[i]);
      if (there != null && headers[i + 1].equals(there.getValue())) {
        request.removeHeader(there);
      }
    }
  }
}
