package io.batchmon.instrumentation.httpurlconnection;

import io.batchmon.job.UrlCalls;
import java.net.HttpURLConnection;

/** Called before the application gives the connection up. */
public final class DisconnectAdvice {
  private DisconnectAdvice() {}

  public static void enter(HttpURLConnection connection) {
    UrlCalls.disconnected(connection);
  }
}
