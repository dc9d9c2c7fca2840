package io.batchmon.instrumentation.httpjdk;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/** Called when a request was made from another, with credentials: it belongs to the same call. */
public final class AuthenticationAdvice {
  private AuthenticationAdvice() {}

  public static void exit(Object before, @Nullable Object request, @Nullable Throwable thrown) {
    Object headers = JobRuns.noted(before);
    if (headers != null && request != null) {
      JobRuns.note(request, headers);
    }
  }
}
