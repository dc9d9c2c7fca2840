package io.batchmon.instrumentation.httpjdk;

import io.batchmon.job.JobRuns;
import java.net.http.HttpHeaders;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Called when the client asks for the headers that the application has set, to write them. What the
 * application itself can ask for stays what it set.
 */
public final class HeadersAdvice implements BiPredicate<String, String> {
  private HeadersAdvice() {}

  public static @Nullable HttpHeaders exit(
      Object request, @Nullable HttpHeaders headers, @Nullable Throwable thrown) {
    String[] ours = headers == null ? null : (String[]) JobRuns.noted(request);
    if (headers == null || ours == null) {
      return headers;
    }
    Map<String, List<String>> all = new LinkedHashMap<>(headers.map());
    for (int i = 0; i + 1 < ours.length; i += 2) {
      if (!headers.firstValue(ours[i]).isPresent()) {
        all.put(ours[i], Collections.singletonList(ours[i + 1]));
      }
    }
    return HttpHeaders.of(all, new HeadersAdvice());
  }

  @Override
  public boolean test(String name, String value) {
    return true;
  }
}
