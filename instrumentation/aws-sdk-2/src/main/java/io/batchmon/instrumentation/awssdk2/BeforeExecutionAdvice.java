package io.batchmon.instrumentation.awssdk2;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.regions.Region;

/** An operation begins, in the caller's thread, before the interceptors of the application. */
public final class BeforeExecutionAdvice {
  private BeforeExecutionAdvice() {}

  public static void enter(
      Object chain, @Nullable Object context, @Nullable ExecutionAttributes attributes) {
    OpenRun around = JobRuns.current();
    if (attributes == null || around == null || around.kind() == RunKind.CALL) {
      return;
    }
    String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
    String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    Region region = attributes.getAttribute(AwsExecutionAttribute.AWS_REGION);
    OpenRun call =
        JobRuns.begin(
            JobRun.builder(RunKind.CALL, JobName.of("aws", service, operation))
                .attribute("rpc.system", "aws-api")
                .attribute("rpc.service", service)
                .attribute("rpc.method", operation)
                .attribute("cloud.region", region == null ? null : region.id())
                .build());
    if (call != OpenRun.NONE) {
      JobRuns.note(attributes, call);
    }
  }
}
