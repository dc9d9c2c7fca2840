package io.batchmon.instrumentation.awssdk2;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * A message is written, after the interceptors of the application: it is told the trace in AWS' own
 * way, which is none of its ten attributes.
 */
public final class SendMessageAdvice {
  private static final String NAME = "AWSTraceHeader";

  private SendMessageAdvice() {}

  public static @Nullable SendMessageRequest enter(Object marshaller, SendMessageRequest request) {
    String header = header();
    if (header == null || request.messageSystemAttributesAsStrings().containsKey(NAME)) {
      return null;
    }
    Map<String, MessageSystemAttributeValue> all =
        new HashMap<>(request.messageSystemAttributesAsStrings());
    all.put(
        NAME, MessageSystemAttributeValue.builder().dataType("String").stringValue(header).build());
    return request.toBuilder().messageSystemAttributesWithStrings(all).build();
  }

  private static @Nullable String header() {
    OpenRun call = JobRuns.current();
    if (call == null || call.kind() != RunKind.CALL) {
      return null;
    }
    String[] headers = JobRuns.outgoingHeaders(call);
    for (int i = 0; i < headers.length; i += 2) {
      if (headers[i].equalsIgnoreCase("X-Amzn-Trace-Id")) {
        return headers[i + 1];
      }
    }
    return null;
  }
}
