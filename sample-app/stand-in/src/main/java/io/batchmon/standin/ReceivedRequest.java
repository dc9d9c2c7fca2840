package io.batchmon.standin;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it arrived, whatever it was answered.
 *
 * @param headers names in lower case; of several values the first
 * @param wireBytes length of the body as sent, so compressed if it was
 * @param items how many spans, metric points or log records it carried
 * @param answered the status it was answered with, 0 for none
 */
public record ReceivedRequest(
    String method,
    String path,
    Map<String, String> headers,
    int wireBytes,
    int items,
    int answered) {

  public @Nullable String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }
}
