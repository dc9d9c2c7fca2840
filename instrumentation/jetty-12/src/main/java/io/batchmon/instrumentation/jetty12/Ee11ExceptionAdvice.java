package io.batchmon.instrumentation.jetty12;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.OpenRun;
import org.eclipse.jetty.ee11.servlet.ServletChannel;
import org.eclipse.jetty.server.Request;

/** An exception has reached the server, which answers with an error page next. */
public final class Ee11ExceptionAdvice {
  private Ee11ExceptionAdvice() {}

  public static void enter(ServletChannel channel, Throwable failure) {
    Request request = channel.getRequest();
    Object pattern = request == null ? null : request.getAttribute(HttpRequests.springPattern());
    OpenRun run = HttpRequests.resumed(channel);
    HttpRequests.known(
        run,
        pattern == null
            ? null
            : HttpRequests.pattern(run, pattern, Request.getContextPath(request)),
        failure);
  }
}
