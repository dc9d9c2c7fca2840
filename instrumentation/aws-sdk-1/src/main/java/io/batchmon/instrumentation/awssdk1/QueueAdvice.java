package io.batchmon.instrumentation.awssdk1;

import com.amazonaws.services.sqs.model.DeleteMessageBatchRequest;
import com.amazonaws.services.sqs.model.DeleteMessageRequest;
import com.amazonaws.services.sqs.model.ReceiveMessageRequest;
import com.amazonaws.services.sqs.model.SendMessageBatchRequest;
import com.amazonaws.services.sqs.model.SendMessageRequest;
import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/** An operation of SQS is about to begin, which knows nothing of queues: it is told which one. */
public final class QueueAdvice {
  private QueueAdvice() {}

  public static void enter(Object client, @Nullable Object request) {
    if (JobRuns.current() == null) {
      return;
    }
    String url = null;
    Integer count = null;
    if (request instanceof SendMessageRequest) {
      url = ((SendMessageRequest) request).getQueueUrl();
    } else if (request instanceof SendMessageBatchRequest) {
      url = ((SendMessageBatchRequest) request).getQueueUrl();
      count = ((SendMessageBatchRequest) request).getEntries().size();
    } else if (request instanceof ReceiveMessageRequest) {
      url = ((ReceiveMessageRequest) request).getQueueUrl();
    } else if (request instanceof DeleteMessageRequest) {
      url = ((DeleteMessageRequest) request).getQueueUrl();
    } else if (request instanceof DeleteMessageBatchRequest) {
      url = ((DeleteMessageBatchRequest) request).getQueueUrl();
      count = ((DeleteMessageBatchRequest) request).getEntries().size();
    }
    if (request != null && url != null) {
      JobRuns.note(request, new Object[] {url, count});
    }
  }
}
