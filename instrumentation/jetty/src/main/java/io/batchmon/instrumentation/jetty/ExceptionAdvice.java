package io.batchmon.instrumentation.jetty;

import io.batchmon.job.HttpRequests;
import org.eclipse.jetty.server.HttpChannel;

/** An exception has reached the server, which answers with an error page next. */
public final class ExceptionAdvice {
  private ExceptionAdvice() {}

  public static void enter(HttpChannel channel, Throwable failure) {
    HttpRequests.known(HttpRequests.resumed(channel), null, failure);
  }
}
