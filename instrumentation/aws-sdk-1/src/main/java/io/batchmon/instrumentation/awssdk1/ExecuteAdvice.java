package io.batchmon.instrumentation.awssdk1;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.Request;
import com.amazonaws.Response;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Around all attempts at an operation, in the thread that makes them. */
public final class ExecuteAdvice {
  private static final String SENT_AGAIN = "amz-sdk-retry";
  private static final String REQUEST = "Request";
  private static final String BATCH = "Batch";

  private ExecuteAdvice() {}

  public static @Nullable OpenRun enter(Object executor, Request<?> request) {
    OpenRun around = JobRuns.current();
    if (around == null || around.kind() == RunKind.CALL) {
      return null;
    }
    String service = withoutBrand(request.getServiceName());
    String operation = operationOf(request.getOriginalRequest());
    JobRun.Builder what = message(service, operation, request);
    if (what == null) {
      what = JobRun.builder(RunKind.CALL, JobName.of("aws", service, operation));
    }
    return JobRuns.begin(
        what.attribute("rpc.system", "aws-api")
            .attribute("rpc.service", service)
            .attribute("rpc.method", operation)
            .build());
  }

  /** Null where the operation has nothing to do with messages. */
  private static JobRun.@Nullable Builder message(
      @Nullable String service, @Nullable String operation, Request<?> request) {
    boolean isQueue = "SQS".equals(service);
    if (operation == null || (!isQueue && !"SNS".equals(service))) {
      return null;
    }
    String name =
        operation.endsWith(BATCH)
            ? operation.substring(0, operation.length() - BATCH.length())
            : operation;
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
    Object noted = isQueue ? JobRuns.takeNote(request.getOriginalRequest()) : null;
    Object[] queue = noted instanceof Object[] ? (Object[]) noted : null;
    String destination =
        isQueue ? last(queue == null ? null : queue[0], '/') : last(topicOf(request), ':');
    JobRun.Builder message =
        JobRun.builder(
                RunKind.CALL,
                JobName.of("aws", destination == null ? name : name + ' ' + destination))
            .attributes(
                "messaging.system", isQueue ? "aws_sqs" : "aws.sns",
                "messaging.operation.type", type,
                "messaging.operation.name", name)
            .attribute("messaging.destination.name", destination);
    if (queue != null && queue[1] instanceof Integer) {
      message.attribute("messaging.batch.message_count", (Integer) queue[1]);
    }
    return message;
  }

  private static @Nullable Object topicOf(Request<?> request) {
    List<String> topic = request.getParameters().get("TopicArn");
    return topic == null || topic.isEmpty() ? null : topic.get(0);
  }

  private static @Nullable String last(@Nullable Object text, char separator) {
    return text == null
        ? null
        : text.toString().substring(text.toString().lastIndexOf(separator) + 1);
  }

  private static @Nullable String withoutBrand(@Nullable String service) {
    if (service == null) {
      return null;
    }
    int from = service.startsWith("Amazon") ? 6 : service.startsWith("AWS") ? 3 : 0;
    return service.substring(from).trim();
  }

  private static @Nullable String operationOf(@Nullable Object original) {
    if (original == null) {
      return null;
    }
    String name = original.getClass().getSimpleName();
    return name.endsWith(REQUEST) ? name.substring(0, name.length() - REQUEST.length()) : name;
  }

  @SuppressWarnings("deprecation") // why: the floor has no other way to a header
  public static void exit(
      OpenRun call,
      Object executor,
      Request<?> request,
      @Nullable Response<?> response,
      @Nullable Throwable thrown) {
    RunResult result = thrown == null ? RunResult.succeeded() : RunResult.failed(thrown);
    if (thrown instanceof AmazonServiceException) {
      AmazonServiceException answered = (AmazonServiceException) thrown;
      result =
          result
              .withAttribute("http.response.status_code", answered.getStatusCode())
              .withAttribute("aws.request_id", answered.getRequestId())
              .withAttribute("aws.error.code", answered.getErrorCode());
    } else if (response != null && response.getHttpResponse() != null) {
      Map<String, String> headers = response.getHttpResponse().getHeaders();
      String id = headers.get("x-amzn-RequestId");
      result =
          result
              .withAttribute(
                  "http.response.status_code", response.getHttpResponse().getStatusCode())
              .withAttribute("aws.request_id", id == null ? headers.get("x-amz-request-id") : id);
    }
    int resends = resendsOf(request.getHeaders());
    JobRuns.end(
        call, resends == 0 ? result : result.withAttribute("http.request.resend_count", resends));
  }

  /** The SDK says how often in the header of each attempt: count/delay/capacity. */
  private static int resendsOf(Map<String, String> headers) {
    String said = headers.get(SENT_AGAIN);
    int count = 0;
    for (int i = 0; said != null && i < said.length() && i < 4; i++) {
      char digit = said.charAt(i);
      if (digit < '0' || digit > '9') {
        break;
      }
      count = count * 10 + digit - '0';
    }
    return count;
  }
}
