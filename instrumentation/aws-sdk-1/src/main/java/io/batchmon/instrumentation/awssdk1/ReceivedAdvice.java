package io.batchmon.instrumentation.awssdk1;

import com.amazonaws.services.sqs.model.Message;
import com.amazonaws.services.sqs.model.ReceiveMessageResult;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.job.XRayHeader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The answer of a queue was read, inside the operation that asked. */
public final class ReceivedAdvice {
  private ReceivedAdvice() {}

  public static void exit(
      Object unmarshaller,
      @Nullable Object context,
      @Nullable ReceiveMessageResult received,
      @Nullable Throwable thrown) {
    OpenRun call = JobRuns.current();
    if (received == null || call == null || call.kind() != RunKind.CALL) {
      return;
    }
    List<Message> messages = received.getMessages();
    if (messages.isEmpty()) {
      call.verdict(RunResult.skipped("nothing came"));
      return;
    }
    Set<String> links = new LinkedHashSet<>();
    for (Message message : messages) {
      String link = XRayHeader.toTraceParent(message.getAttributes().get("AWSTraceHeader"));
      if (link != null) {
        links.add(link);
      }
    }
    call.verdict(
        RunResult.succeeded()
            .withAttribute("messaging.batch.message_count", messages.size())
            .withLinks(links.toArray(new String[0])));
  }
}
