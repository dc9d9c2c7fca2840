package io.batchmon.instrumentation.httpurlconnection;

import io.batchmon.job.UrlCalls;
import java.net.HttpURLConnection;

/** Called before a request is written: once, and again for each redirect and authentication. */
public final class WriteAdvice {
  private WriteAdvice() {}

  public static void enter(HttpURLConnection connection) {
    UrlCalls.sent(connection);
  }
}
