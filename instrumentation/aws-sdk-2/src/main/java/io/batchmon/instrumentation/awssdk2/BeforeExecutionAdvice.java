package io.batchmon.instrumentation.awssdk2;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.regions.Region;

/** An operation begins, in the caller's thread, before the interceptors of the application. */
public final class BeforeExecutionAdvice {
  private BeforeExecutionAdvice() {}

  public static void enter(
      Object chain,
      Context.@Nullable BeforeExecution context,
      @Nullable ExecutionAttributes attributes) {
    OpenRun around = JobRuns.current();
    if (attributes == null || around == null || around.kind() == RunKind.CALL) {
      return;
    }
    String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
    String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    Region region = attributes.getAttribute(AwsExecutionAttribute.AWS_REGION);
    JobRun.Builder what = context == null ? null : message(service, operation, context.request());
    if (what == null) {
      what = JobRun.builder(RunKind.CALL, JobName.of("aws", service, operation));
    }
    OpenRun call =
        JobRuns.begin(
            what.attribute("rpc.system", "aws-api")
                .attribute("rpc.service", service)
                .attribute("rpc.method", operation)
                .attribute("cloud.region", region == null ? null : region.id())
                .build());
    if (call != OpenRun.NONE) {
      JobRuns.note(attributes, call);
    }
  }

  /** Null where the operation has nothing to do with messages. */
  private static JobRun.@Nullable Builder message(
      @Nullable String service, @Nullable String operation, SdkRequest request) {
    boolean isQueue = "Sqs".equals(service);
    if (operation == null || (!isQueue && !"Sns".equals(service))) {
      return null;
    }
    String name = operation;
    boolean isBatch = name.endsWith("Batch");
    if (isBatch) {
      name = name.substring(0, name.length() - "Batch".length());
    }
    String type;
    if (name.equals(isQueue ? "SendMessage" : "Publish")) {
      type = "send";
      name = isQueue ? "send" : "publish";
    } else if (isQueue && name.equals("ReceiveMessage")) {
      type = "receive";
      name = "receive";
    } else if (isQueue && name.equals("DeleteMessage")) {
      type = "settle";
      name = "delete";
    } else {
      return null;
    }
    String destination =
        isQueue
            ? last(request.getValueForField("QueueUrl", String.class).orElse(null), '/')
            : last(request.getValueForField("TopicArn", String.class).orElse(null), ':');
    JobRun.Builder message =
        JobRun.builder(
                RunKind.CALL,
                JobName.of("aws", destination == null ? name : name + ' ' + destination))
            .attributes(
                "messaging.system", isQueue ? "aws_sqs" : "aws.sns",
                "messaging.operation.type", type,
                "messaging.operation.name", name)
            .attribute("messaging.destination.name", destination);
    if (isBatch) {
      Object entries = request.getValueForField(ofBatch(operation), Object.class).orElse(null);
      if (entries instanceof Collection) {
        message.attribute("messaging.batch.message_count", ((Collection<?>) entries).size());
      }
    }
    return message;
  }

  private static String ofBatch(String operation) {
    return operation.equals("PublishBatch") ? "PublishBatchRequestEntries" : "Entries";
  }

  private static @Nullable String last(@Nullable String text, char separator) {
    return text == null ? null : text.substring(text.lastIndexOf(separator) + 1);
  }
}
