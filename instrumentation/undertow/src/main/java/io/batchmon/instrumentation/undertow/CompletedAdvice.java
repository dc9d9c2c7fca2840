package io.batchmon.instrumentation.undertow;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.OpenRun;
import io.undertow.server.HttpServerExchange;

/** An exchange is complete, or its connection is gone. */
public final class CompletedAdvice {
  private CompletedAdvice() {}

  public static void enter(HttpServerExchange exchange) {
    OpenRun run = HttpRequests.taken(exchange);
    if (run != null) {
      HttpRequests.end(run, exchange.getStatusCode(), null, null);
    }
  }
}
