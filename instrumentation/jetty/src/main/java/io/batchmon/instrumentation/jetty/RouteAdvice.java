package io.batchmon.instrumentation.jetty;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.OpenRun;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.servlet.ServletHandler;
import org.eclipse.jetty.servlet.ServletMapping;
import org.jspecify.annotations.Nullable;

/** Around filters and servlet of a request: only then is known which servlet it is for. */
public final class RouteAdvice {
  private RouteAdvice() {}

  public static @Nullable OpenRun enter(ServletHandler handler, String target, Request request) {
    return HttpRequests.claim();
  }

  public static void exit(
      OpenRun run,
      ServletHandler handler,
      String target,
      Request request,
      @Nullable Throwable thrown) {
    HttpRequests.known(run, route(handler, request), thrown);
  }

  private static @Nullable String route(ServletHandler handler, Request request) {
    String context = request.getContextPath();
    String path = request.getServletPath();
    String info = request.getPathInfo();
    String route =
        HttpRequests.pattern(
            request.getAttribute(HttpRequests.springPattern()), context, path, info);
    return route == null
        ? mapping(handler.getServletMappings(), request.getServletName(), context, path, info)
        : route;
  }

  private static @Nullable String mapping(
      ServletMapping @Nullable [] mappings,
      @Nullable String servlet,
      @Nullable String context,
      @Nullable String path,
      @Nullable String info) {
    if (mappings != null && servlet != null) {
      for (ServletMapping mapping : mappings) {
        String route =
            servlet.equals(mapping.getServletName())
                ? HttpRequests.route(mapping.getPathSpecs(), context, path, info)
                : null;
        if (route != null) {
          return route;
        }
      }
    }
    return null;
  }
}
