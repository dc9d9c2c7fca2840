package io.batchmon.instrumentation.awssdk1;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/** AWS SDK 1.11.106 to 1.12: one CALL for all attempts at an operation. */
public final class AwsSdk1Instrumentation implements JobInstrumentation {
  private static final String REQUEST = "com.amazonaws.Request";

  private static final String SQS = "com.amazonaws.services.sqs.";
  private static final String STAX = "com.amazonaws.transform.StaxUnmarshallerContext";
  private static final String JSON = "com.amazonaws.transform.JsonUnmarshallerContext";

  @Override
  public String name() {
    return "aws-sdk-1";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        ofQueue("executeSendMessage", "SendMessageRequest"),
        ofQueue("executeSendMessageBatch", "SendMessageBatchRequest"),
        ofQueue("executeReceiveMessage", "ReceiveMessageRequest"),
        ofQueue("executeDeleteMessage", "DeleteMessageRequest"),
        ofQueue("executeDeleteMessageBatch", "DeleteMessageBatchRequest"),
        // why: SQS was asked in XML, and is in JSON
        ofAnswer("ReceiveMessageResultStax", STAX).advice(ReceivedAdvice.class),
        ofAnswer("ReceiveMessageResultJson", JSON).advice(ReceivedAdvice.class),
        ofAnswer("SendMessageBatchResultStax", STAX).advice(BatchSentAdvice.class),
        ofAnswer("SendMessageBatchResultJson", JSON).advice(BatchSentAdvice.class),
        Hook.on("com.amazonaws.http.AmazonHttpClient$RequestExecutor")
            .method("execute")
            .field("request", REQUEST)
            .returned()
            .lazily()
            .advice(ExecuteAdvice.class),
        Hook.on("com.amazonaws.http.apache.request.impl.ApacheHttpRequestFactory")
            .method("create", REQUEST, "com.amazonaws.http.settings.HttpClientSettings")
            .lazily()
            .advice(CreateRequestAdvice.class));
  }

  private static Hook ofQueue(String method, String request) {
    return Hook.on(SQS + "AmazonSQSClient")
        .method(method, SQS + "model." + request)
        .lazily()
        .advice(QueueAdvice.class);
  }

  private static Hook.Builder ofAnswer(String result, String context) {
    return Hook.on(SQS + "model.transform." + result + "Unmarshaller")
        .method("unmarshall", context)
        .returned()
        .lazily();
  }
}
