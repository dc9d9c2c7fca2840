package io.batchmon.instrumentation.jetty;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.OpenRun;
import org.eclipse.jetty.server.HttpChannel;

/** The response of a request is complete, or its connection is gone. */
public final class CompletedAdvice {
  private CompletedAdvice() {}

  public static void enter(HttpChannel channel) {
    OpenRun run = HttpRequests.taken(channel);
    if (run != null) {
      HttpRequests.end(run, channel.getResponse().getStatus(), null, null);
    }
  }
}
