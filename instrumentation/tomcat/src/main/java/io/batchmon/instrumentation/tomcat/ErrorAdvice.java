package io.batchmon.instrumentation.tomcat;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.jspecify.annotations.Nullable;

/**
 * Before the error page of a request: whatever the page is, from then on the request's attributes
 * say what served it, and no longer what failed.
 */
public final class ErrorAdvice {
  private ErrorAdvice() {}

  public static void enter(Object valve, Request request, Response response) {
    if (!response.isError()) {
      return;
    }
    OpenRun suspended = HttpRequests.resumed(request);
    HttpRequests.known(
        suspended == null ? JobRuns.current() : suspended, route(request), failure(request));
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
