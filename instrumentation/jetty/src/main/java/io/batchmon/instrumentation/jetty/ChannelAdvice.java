package io.batchmon.instrumentation.jetty;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Around what a channel does for a request in one thread: all of it, or a part of what is
 * asynchronous. The channel serves one request after the other.
 */
public final class ChannelAdvice {
  private ChannelAdvice() {}

  public static @Nullable Object enter(HttpChannel channel) {
    OpenRun kept = HttpRequests.resumed(channel);
    if (!channel.getState().isInitial()) {
      return JobRuns.attach(kept);
    }
    Request request = channel.getRequest();
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
    if (run == null) {
      HttpRequests.abandon(HttpRequests.taken(channel));
      return null;
    }
    // why: Jetty may complete the response in another thread before this one is back here
    HttpRequests.keep(channel, run);
    String traceId = HttpRequests.traceIdFor(run);
    if (traceId != null) {
      channel.getResponse().setHeader(HttpRequests.traceHeader(), traceId);
    }
    return run;
  }

  public static void exit(Object state, HttpChannel channel, @Nullable Throwable thrown) {
    if (state instanceof OpenRun) {
      ((OpenRun) state).leave();
    } else {
      JobRuns.restore(state);
    }
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
}
