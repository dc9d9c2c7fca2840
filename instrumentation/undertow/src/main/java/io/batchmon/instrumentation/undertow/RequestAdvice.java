package io.batchmon.instrumentation.undertow;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Around what servlets do for a request in one thread: all of it, what it is forwarded to, or what
 * is dispatched asynchronously. An instance says the trace id right before the response is sent,
 * when the application has set whatever it wants to.
 */
public final class RequestAdvice implements ResponseCommitListener {
  private final String header;
  private final String traceId;

  private RequestAdvice(String header, String traceId) {
    this.header = header;
    this.traceId = traceId;
  }

  @Override
  public void beforeCommit(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getResponseHeaders();
    if (!headers.contains(header)) {
      headers.put(new HttpString(header), traceId);
    }
  }

  public static @Nullable Object enter(Object handler, HttpServerExchange exchange) {
    OpenRun kept = HttpRequests.resumed(exchange);
    if (kept != null) {
      return JobRuns.attach(kept);
    }
    HeaderMap headers = exchange.getRequestHeaders();
    OpenRun run =
        HttpRequests.begin(
            exchange.getRequestMethod().toString(),
            exchange.getRequestScheme(),
            exchange.isHostIncludedInRequestURI()
                ? exchange.getRequestPath()
                : exchange.getRequestURI(),
            exchange.getHostName(),
            exchange.getHostPort(),
            headers(headers),
            headers.getFirst(HttpRequests.TRACE_ID),
            headers.getFirst(HttpRequests.REQUEST_ID));
    if (run == null) {
      return null;
    }
    HttpRequests.keep(exchange, run);
    String header = HttpRequests.traceHeader();
    String traceId = HttpRequests.traceIdFor(run);
    if (header != null && traceId != null && !exchange.isResponseStarted()) {
      exchange.addResponseCommitListener(new RequestAdvice(header, traceId));
    }
    return run;
  }

  public static void exit(
      Object state, Object handler, HttpServerExchange exchange, @Nullable Throwable thrown) {
    if (state instanceof OpenRun) {
      ((OpenRun) state).leave();
    } else {
      JobRuns.restore(state);
    }
  }

  private static @Nullable String @Nullable [] headers(HeaderMap headers) {
    String[] names = JobRuns.incomingHeaders();
    String[] values = null;
    for (int i = 0; i < names.length; i++) {
      HeaderValues lines = headers.get(names[i]);
      if (lines != null && !lines.isEmpty()) {
        if (values == null) {
          values = new String[names.length];
        }
        values[i] = HttpRequests.header(names[i], lines.getFirst(), Collections.enumeration(lines));
      }
    }
    return values;
  }
}
