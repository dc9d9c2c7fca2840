package io.batchmon.instrumentation.awssdk2;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import io.batchmon.job.XRayHeader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
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
    if ("Sqs".equals(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME))
        || "Sns".equals(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME))) {
      result = withMessages(result, context.response());
    }
    Object sent = JobRuns.takeNote(call);
    if (sent instanceof Integer && (Integer) sent > 1) {
      result = result.withAttribute("http.request.resend_count", (Integer) sent - 1);
    }
    JobRuns.end((OpenRun) call, result);
  }

  private static RunResult withMessages(RunResult result, SdkResponse response) {
    Object came = response.getValueForField("Messages", Object.class).orElse(null);
    if (came instanceof List) {
      return withReceived(result, (List<?>) came);
    }
    Object failed = response.getValueForField("Failed", Object.class).orElse(null);
    if (failed instanceof List && !((List<?>) failed).isEmpty()) {
      int count = ((List<?>) failed).size();
      Object code = valueIn(((List<?>) failed).get(0), "Code");
      RunResult refused =
          RunResult.failed(
              count + " of the batch refused: " + code, code == null ? "_OTHER" : code.toString());
      return result.attributeCount() == 0 ? refused : refused.withVerdict(result);
    }
    return result.withAttribute(
        "messaging.message.id", response.getValueForField("MessageId", String.class).orElse(null));
  }

  private static RunResult withReceived(RunResult result, List<?> messages) {
    if (messages.isEmpty()) {
      return RunResult.skipped("nothing came");
    }
    Set<String> links = new LinkedHashSet<>();
    for (Object message : messages) {
      Object said = valueIn(message, "Attributes");
      Object header = said instanceof Map ? ((Map<?, ?>) said).get("AWSTraceHeader") : null;
      String link = header == null ? null : XRayHeader.toTraceParent(header.toString());
      if (link != null) {
        links.add(link);
      }
    }
    return result
        .withAttribute("messaging.batch.message_count", messages.size())
        .withLinks(links.toArray(new String[0]));
  }

  private static @Nullable Object valueIn(Object message, String field) {
    if (message instanceof SdkPojo) {
      for (SdkField<?> each : ((SdkPojo) message).sdkFields()) {
        if (field.equals(each.memberName())) {
          return each.getValueOrDefault(message);
        }
      }
    }
    return null;
  }
}
