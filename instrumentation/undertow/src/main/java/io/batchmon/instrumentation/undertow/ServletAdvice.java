package io.batchmon.instrumentation.undertow;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.OpenRun;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletPathMatch;
import io.undertow.servlet.handlers.ServletRequestContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Around filters and servlet of a request: what they throw, Undertow makes a response of. */
public final class ServletAdvice {
  private ServletAdvice() {}

  public static @Nullable OpenRun enter(Object handler, HttpServerExchange exchange) {
    return HttpRequests.claim();
  }

  public static void exit(
      OpenRun run, Object handler, HttpServerExchange exchange, @Nullable Throwable thrown) {
    if (thrown != null) {
      ServletRequestContext request = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
      HttpRequests.known(run, request == null ? null : route(request), thrown);
    }
  }

  private static @Nullable String route(ServletRequestContext request) {
    ServletPathMatch match = request.getOriginalServletPathMatch();
    String context = request.getDeployment().getDeploymentInfo().getContextPath();
    if (context.equals("/")) {
      context = "";
    }
    String route =
        HttpRequests.pattern(
            request.getOriginalRequest().getAttribute(HttpRequests.springPattern()),
            context,
            match.getMatched(),
            match.getRemaining());
    if (route != null) {
      return route;
    }
    List<String> mappings =
        match.getServletChain().getManagedServlet().getServletInfo().getMappings();
    return HttpRequests.route(
        mappings.toArray(new String[0]), context, match.getMatched(), match.getRemaining());
  }
}
