package io.batchmon.instrumentation.awssdk2;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Messages are written, after the interceptors of the application: each is told the trace in AWS'
 * own way, which is none of its ten attributes.
 */
public final class SendMessageBatchAdvice {
  private static final String NAME = "AWSTraceHeader";

  private SendMessageBatchAdvice() {}

  public static @Nullable SendMessageBatchRequest enter(
      Object marshaller, SendMessageBatchRequest request) {
    String header = header();
    if (header == null || request.entries().isEmpty()) {
      return null;
    }
    MessageSystemAttributeValue value =
        MessageSystemAttributeValue.builder().dataType("String").stringValue(header).build();
    List<SendMessageBatchRequestEntry> entries = new ArrayList<>(request.entries().size());
    for (SendMessageBatchRequestEntry entry : request.entries()) {
      if (entry.messageSystemAttributesAsStrings().containsKey(NAME)) {
        entries.add(entry);
      } else {
        Map<String, MessageSystemAttributeValue> all =
            new HashMap<>(entry.messageSystemAttributesAsStrings());
        all.put(NAME, value);
        entries.add(entry.toBuilder().messageSystemAttributesWithStrings(all).build());
      }
    }
    return request.toBuilder().entries(entries).build();
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
