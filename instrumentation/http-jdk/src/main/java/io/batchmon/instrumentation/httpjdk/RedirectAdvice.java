package io.batchmon.instrumentation.httpjdk;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/** Called when a request was made for a redirect of another: it belongs to the same call. */
public final class RedirectAdvice {
  private RedirectAdvice() {}

  public static void exit(
      Object uri,
      Object method,
      Object before,
      boolean mayHaveBody,
      @Nullable Object request,
      @Nullable Throwable thrown) {
    Object headers = JobRuns.noted(before);
    if (headers != null && request != null) {
      JobRuns.note(request, headers);
    }
  }
}
