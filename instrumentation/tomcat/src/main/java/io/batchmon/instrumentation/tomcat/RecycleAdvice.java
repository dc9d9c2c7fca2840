package io.batchmon.instrumentation.tomcat;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.OpenRun;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Request;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat lets go of a request, whatever became of it: completed, timed out, failed or its
 * connection gone. All that is known of it is still there.
 */
public final class RecycleAdvice {
  private static final int FIRST_FAILURE = 500;

  private RecycleAdvice() {}

  public static void enter(Request request) {
    OpenRun run = HttpRequests.taken(request);
    if (run != null) {
      int status = request.getResponse().getStatus();
      HttpRequests.end(
          run, status, route(request), status >= FIRST_FAILURE ? failure(request) : null);
    }
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
