package io.batchmon.instrumentation.undertow;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.OpenRun;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletPathMatch;
import io.undertow.servlet.handlers.ServletRequestContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exchange is complete, or its connection is gone. */
public final class CompletedAdvice {
  private CompletedAdvice() {}

  public static void enter(HttpServerExchange exchange) {
    OpenRun run = HttpRequests.taken(exchange);
    if (run != null) {
      ServletRequestContext request = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
      HttpRequests.end(
          run, exchange.getStatusCode(), request == null ? null : route(request), null);
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
