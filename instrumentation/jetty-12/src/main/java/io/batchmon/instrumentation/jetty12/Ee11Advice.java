package io.batchmon.instrumentation.jetty12;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.eclipse.jetty.ee11.servlet.ServletChannel;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Around what servlets do for a request in one thread: by then it is known which servlet that is.
 */
public final class Ee11Advice {
  private Ee11Advice() {}

  public static @Nullable Object enter(ServletChannel channel) {
    OpenRun run = HttpRequests.claim();
    if (run == null) {
      return JobRuns.attach(HttpRequests.resumed(channel));
    }
    HttpRequests.keep(channel, run);
    ServletContextRequest request = channel.getServletContextRequest();
    if (request != null && request.getMatchedResource() != null) {
      String mapping = request.getMatchedResource().getPathSpec().getDeclaration();
      HttpRequests.mapped(run, Request.getContextPath(request), mapping);
    }
    return null;
  }

  public static void exit(Object attached, ServletChannel channel, @Nullable Throwable thrown) {
    JobRuns.restore(attached);
  }
}
