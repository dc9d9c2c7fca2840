package io.batchmon.instrumentation.awssdk2;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.http.SdkHttpResponse;

/** An operation has worked, in whichever thread; its answer has been read. */
public final class AfterExecutionAdvice {
  private AfterExecutionAdvice() {}

  public static void exit(
      Object chain,
      Context.AfterExecution context,
      ExecutionAttributes attributes,
      @Nullable Throwable thrown) {
    // why: where an interceptor of the application threw, the operation fails in a moment
    Object call = thrown == null ? JobRuns.takeNote(attributes) : null;
    if (!(call instanceof OpenRun)) {
      return;
    }
    RunResult result = RunResult.succeeded();
    SdkHttpResponse response = context.httpResponse();
    if (response != null) {
      String id = response.firstMatchingHeader("x-amzn-RequestId").orElse(null);
      result =
          result
              .withAttribute("http.response.status_code", response.statusCode())
              .withAttribute(
                  "aws.request_id",
                  id == null ? response.firstMatchingHeader("x-amz-request-id").orElse(null) : id);
    }
    Object sent = JobRuns.takeNote(call);
    if (sent instanceof Integer && (Integer) sent > 1) {
      result = result.withAttribute("http.request.resend_count", (Integer) sent - 1);
    }
    JobRuns.end((OpenRun) call, result);
  }
}
