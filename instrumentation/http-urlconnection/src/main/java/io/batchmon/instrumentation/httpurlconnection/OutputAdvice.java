package io.batchmon.instrumentation.httpurlconnection;

import io.batchmon.job.OpenRun;
import io.batchmon.job.UrlCalls;
import java.io.InputStream;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/** Called around getOutputStream, which connects, and may send the head of the request. */
public final class OutputAdvice {
  private OutputAdvice() {}

  public static @Nullable OpenRun enter(
      HttpURLConnection connection, @Nullable InputStream answer, @Nullable Exception remembered) {
    if (answer != null || remembered != null || !connection.getDoOutput()) {
      return null;
    }
    String method = connection.getRequestMethod();
    return UrlCalls.begin(connection, method.equals("GET") ? "POST" : method);
  }

  public static void exit(OpenRun call, HttpURLConnection connection, @Nullable Throwable thrown) {
    if (thrown == null) {
      call.leave();
    } else {
      UrlCalls.end(connection, thrown);
    }
  }
}
