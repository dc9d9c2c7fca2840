package io.batchmon.instrumentation.awssdk2;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.internal.http.RequestExecutionContext;
import software.amazon.awssdk.http.SdkHttpFullRequest;

/** Called for each attempt, in whichever thread, with the request as it was signed. */
public final class MakeRequestAdvice {
  private MakeRequestAdvice() {}

  public static @Nullable SdkHttpFullRequest enter(
      Object stage, SdkHttpFullRequest request, RequestExecutionContext execution) {
    Object call = JobRuns.noted(execution.executionAttributes());
    if (!(call instanceof OpenRun)) {
      return null;
    }
    // why: the SDK's own count is one more at some versions, once the last attempt has failed
    Object sent = JobRuns.noted(call);
    JobRuns.note(call, sent instanceof Integer ? (Integer) sent + 1 : 1);
    String[] headers = JobRuns.outgoingHeaders((OpenRun) call);
    SdkHttpFullRequest.Builder traced = null;
    for (int i = 0; i < headers.length; i += 2) {
      if (!request.firstMatchingHeader(headers[i]).isPresent()) {
        traced = traced == null ? request.toBuilder() : traced;
        traced.putHeader(headers[i], headers[i + 1]);
      }
    }
    return traced == null ? null : traced.build();
  }
}
