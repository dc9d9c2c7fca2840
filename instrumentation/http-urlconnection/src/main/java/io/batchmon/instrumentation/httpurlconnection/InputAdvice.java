package io.batchmon.instrumentation.httpurlconnection;

import io.batchmon.job.OpenRun;
import io.batchmon.job.UrlCalls;
import java.io.InputStream;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * Called around getInputStream: every way to the answer goes through it, the status and the headers
 * too. Only the first one fetches the answer.
 */
public final class InputAdvice {
  private InputAdvice() {}

  public static @Nullable OpenRun enter(
      HttpURLConnection connection, @Nullable InputStream answer, @Nullable Exception remembered) {
    if (answer != null || remembered != null || !connection.getDoInput()) {
      return null;
    }
    OpenRun begun = UrlCalls.of(connection);
    return begun == null ? UrlCalls.begin(connection, connection.getRequestMethod()) : begun;
  }

  public static void exit(OpenRun call, HttpURLConnection connection, @Nullable Throwable thrown) {
    UrlCalls.end(connection, thrown);
  }
}
