package io.batchmon.instrumentation.httpurlconnection;

import io.batchmon.job.OpenRun;
import io.batchmon.job.UrlCalls;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/** Called around connect, by the application or by the connection itself. */
public final class ConnectAdvice {
  private ConnectAdvice() {}

  public static @Nullable OpenRun enter(HttpURLConnection connection) {
    String method = connection.getRequestMethod();
    return UrlCalls.connect(
        connection, connection.getDoOutput() && method.equals("GET") ? "POST" : method);
  }

  public static void exit(OpenRun call, HttpURLConnection connection, @Nullable Throwable thrown) {
    if (thrown == null) {
      call.leave();
    } else {
      UrlCalls.end(connection, thrown);
    }
  }
}
