package io.batchmon.instrumentation.awssdk2;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;

/** An operation has failed, in whichever thread, after its last attempt. */
public final class ExecutionFailureAdvice {
  private ExecutionFailureAdvice() {}

  public static void enter(
      Object chain, Context.FailedExecution context, ExecutionAttributes attributes) {
    Object call = JobRuns.takeNote(attributes);
    if (!(call instanceof OpenRun)) {
      return;
    }
    Throwable failure = context.exception();
    if (failure instanceof CancellationException) {
      JobRuns.end((OpenRun) call, RunResult.stopped("cancelled"));
      return;
    }
    RunResult result = RunResult.failed(failure);
    if (failure instanceof SdkServiceException) {
      SdkServiceException answered = (SdkServiceException) failure;
      result =
          result
              .withAttribute("http.response.status_code", answered.statusCode())
              .withAttribute("aws.request_id", answered.requestId())
              .withAttribute("aws.error.code", codeOf(answered));
    }
    Object sent = JobRuns.takeNote(call);
    if (sent instanceof Integer && (Integer) sent > 1) {
      result = result.withAttribute("http.request.resend_count", (Integer) sent - 1);
    }
    JobRuns.end((OpenRun) call, result);
  }

  private static @Nullable String codeOf(SdkServiceException answered) {
    AwsErrorDetails details =
        answered instanceof AwsServiceException
            ? ((AwsServiceException) answered).awsErrorDetails()
            : null;
    return details == null ? null : details.errorCode();
  }
}
