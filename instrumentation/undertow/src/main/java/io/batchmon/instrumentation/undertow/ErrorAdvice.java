package io.batchmon.instrumentation.undertow;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.undertow.servlet.handlers.ServletPathMatch;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpServletResponseImpl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Before the error page of a request: from then on the request's attributes say what served the
 * page.
 */
public final class ErrorAdvice {
  private ErrorAdvice() {}

  public static void enter(HttpServletResponseImpl response) {
    ServletRequestContext request =
        response.getExchange().getAttachment(ServletRequestContext.ATTACHMENT_KEY);
    OpenRun run = HttpRequests.resumed(response.getExchange());
    HttpRequests.known(
        run == null ? JobRuns.current() : run, request == null ? null : route(request), null);
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
