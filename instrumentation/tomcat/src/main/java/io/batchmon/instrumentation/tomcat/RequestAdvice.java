package io.batchmon.instrumentation.tomcat;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.jspecify.annotations.Nullable;

/** Around what the engine does for a request, and again for each of its asynchronous dispatches. */
public final class RequestAdvice {
  private static final int FIRST_FAILURE = 500;

  private RequestAdvice() {}

  public static @Nullable Object enter(Object valve, Request request, Response response) {
    OpenRun suspended = HttpRequests.resumed(request);
    if (request.isAsync()) {
      return JobRuns.attach(suspended);
    }
    if (suspended != null) {
      // why: Tomcat uses its objects again, so this one is for a request that was never let go
      HttpRequests.abandon(HttpRequests.taken(request));
    }
    OpenRun run =
        HttpRequests.begin(
            request.getMethod(),
            request.getScheme(),
            request.getRequestURI(),
            request.getServerName(),
            request.getServerPort(),
            headers(request),
            request.getHeader(HttpRequests.TRACE_ID),
            request.getHeader(HttpRequests.REQUEST_ID));
    String traceId = HttpRequests.traceIdFor(run);
    if (traceId != null) {
      response.setHeader(HttpRequests.traceHeader(), traceId);
    }
    return run;
  }

  public static void exit(
      Object state, Object valve, Request request, Response response, @Nullable Throwable thrown) {
    if (!(state instanceof OpenRun)) {
      JobRuns.restore(state);
      return;
    }
    OpenRun run = (OpenRun) state;
    if (thrown == null && request.isAsync()) {
      HttpRequests.suspended(request, run);
      return;
    }
    int status = response.getStatus();
    Throwable failure = thrown;
    if (failure == null && status >= FIRST_FAILURE) {
      failure = failure(request);
    }
    HttpRequests.end(run, status, route(request), failure);
  }

  private static @Nullable String @Nullable [] headers(Request request) {
    String[] names = JobRuns.incomingHeaders();
    String[] values = null;
    for (int i = 0; i < names.length; i++) {
      String first = request.getHeader(names[i]);
      if (first != null) {
        if (values == null) {
          values = new String[names.length];
        }
        values[i] = HttpRequests.header(names[i], first, request.getHeaders(names[i]));
      }
    }
    return values;
  }

  private static @Nullable Throwable failure(Request request) {
    Object failure = request.getAttribute("jakarta.servlet.error.exception");
    if (failure == null) {
      failure = request.getAttribute("javax.servlet.error.exception");
    }
    return failure instanceof Throwable ? (Throwable) failure : null;
  }

  private static @Nullable String route(Request request) {
    Context context = request.getContext();
    Wrapper wrapper = request.getWrapper();
    if (context == null || wrapper == null) {
      return null;
    }
    String path = request.getServletPath();
    String info = request.getPathInfo();
    String route =
        HttpRequests.pattern(
            request.getAttribute(HttpRequests.springPattern()), context.getPath(), path, info);
    return route == null
        ? HttpRequests.route(wrapper.findMappings(), context.getPath(), path, info)
        : route;
  }
}
