package io.batchmon.instrumentation.awssdk1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.AmazonSQSClientBuilder;
import com.amazonaws.services.sqs.model.DeleteMessageBatchRequest;
import com.amazonaws.services.sqs.model.DeleteMessageBatchRequestEntry;
import com.amazonaws.services.sqs.model.Message;
import com.amazonaws.services.sqs.model.QueueDoesNotExistException;
import com.amazonaws.services.sqs.model.ReceiveMessageRequest;
import com.amazonaws.services.sqs.model.SendMessageBatchRequest;
import com.amazonaws.services.sqs.model.SendMessageBatchRequestEntry;
import com.amazonaws.services.sqs.model.SendMessageBatchResult;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the messages of a run become, at a real server of queues. */
@SuppressWarnings("deprecation") // why: the floor has no other way to ask for attributes
class MessagesIT {
  private static final String HEADER =
      "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1";
  private static final String LINK = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new AwsSdk1Instrumentation());

  private static SQSRestServer server;
  private static AmazonSQS client;

  @BeforeAll
  static void start() {
    server = SQSRestServerBuilder.withInterface("localhost").withDynamicPort().start();
    int port = server.waitUntilStarted().localAddress().getPort();
    client =
        AmazonSQSClientBuilder.standard()
            .withEndpointConfiguration(
                new EndpointConfiguration("http://localhost:" + port, "eu-central-1"))
            .withCredentials(
                new AWSStaticCredentialsProvider(new BasicAWSCredentials("AKIDEXAMPLE", "secret")))
            .build();
  }

  @AfterAll
  static void stop() {
    client.shutdown();
    server.stopAndWait();
  }

  private static String queue(String name) {
    return client.createQueue(name).getQueueUrl();
  }

  private static OpenRun begin() {
    return JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("test", "nightly")).byScheduler().build());
  }

  private static RunAssert end(OpenRun job) {
    JobRuns.end(job, RunResult.succeeded());
    return runs.take().succeeded();
  }

  private static RunAssert takeCall(String operation, String type, String queue, String method) {
    return runs.take()
        .is(RunKind.CALL, "aws", null, operation + ' ' + queue)
        .hasAttribute("messaging.system", "aws_sqs")
        .hasAttribute("messaging.operation.type", type)
        .hasAttribute("messaging.operation.name", operation)
        .hasAttribute("messaging.destination.name", queue)
        .hasAttribute("rpc.system", "aws-api")
        .hasAttribute("rpc.service", "SQS")
        .hasAttribute("rpc.method", method);
  }

  @Test
  void messageThatARunSendsIsACallOfItsQueue() {
    String url = queue("orders");
    OpenRun job = begin();
    client.sendMessage(url, "a book");

    takeCall("send", "send", "orders", "SendMessage")
        .endedWithAttribute("http.response.status_code", 200L)
        .succeeded()
        .isInside(end(job));
  }

  @Test
  void messagesThatCameAreLinkedToTheirSendersAndDeleted() throws Exception {
    String url = queue("linked");
    sendWithHeader(url);
    client.sendMessage(url, "a pen");
    OpenRun job = begin();
    List<Message> messages =
        client
            .receiveMessage(
                new ReceiveMessageRequest(url)
                    .withMaxNumberOfMessages(10)
                    .withAttributeNames("All"))
            .getMessages();

    assertThat(messages).hasSize(2);
    RunAssert received =
        takeCall("receive", "receive", "linked", "ReceiveMessage")
            .endedWithAttribute("messaging.batch.message_count", 2L)
            .succeeded();
    assertThat(received.result().links()).containsExactly(LINK);
    client.deleteMessage(url, messages.get(0).getReceiptHandle());
    RunAssert one = takeCall("delete", "settle", "linked", "DeleteMessage").succeeded();
    client.deleteMessageBatch(
        new DeleteMessageBatchRequest(
            url,
            List.of(new DeleteMessageBatchRequestEntry("1", messages.get(1).getReceiptHandle()))));
    RunAssert other =
        takeCall("delete", "settle", "linked", "DeleteMessageBatch")
            .hasAttribute("messaging.batch.message_count", 1L)
            .succeeded();
    RunAssert nightly = end(job);
    received.isInside(nightly);
    one.isInside(nightly);
    other.isInside(nightly);
  }

  /** What the floor of the SDK cannot say. */
  private static void sendWithHeader(String url) throws Exception {
    String form =
        "Action=SendMessage&MessageBody=a+book&MessageSystemAttribute.1.Name=AWSTraceHeader"
            + "&MessageSystemAttribute.1.Value.DataType=String"
            + "&MessageSystemAttribute.1.Value.StringValue="
            + URLEncoder.encode(HEADER, StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void emptyQueueIsSkipped() {
    String url = queue("empty");
    OpenRun job = begin();
    assertThat(client.receiveMessage(url).getMessages()).isEmpty();

    takeCall("receive", "receive", "empty", "ReceiveMessage")
        .skipped("nothing came")
        .isInside(end(job));
  }

  @Test
  void batchOfWhichSomeAreRefusedHasFailed() {
    String url = queue("refused");
    OpenRun job = begin();
    SendMessageBatchResult result =
        client.sendMessageBatch(
            new SendMessageBatchRequest(
                url,
                List.of(
                    new SendMessageBatchRequestEntry("1", "a book"),
                    new SendMessageBatchRequestEntry("2", "a pen").withDelaySeconds(-1))));

    assertThat(result.getSuccessful()).hasSize(1);
    String code = result.getFailed().get(0).getCode();
    takeCall("send", "send", "refused", "SendMessageBatch")
        .hasAttribute("messaging.batch.message_count", 2L)
        .endedWithAttribute("http.response.status_code", 200L)
        .failed("1 of the batch refused: " + code, code)
        .isInside(end(job));
  }

  @Test
  void queueThatIsNotThereIsTheFailure() {
    String url = queue("gone");
    client.deleteQueue(url);
    OpenRun job = begin();
    Throwable thrown = catchThrowable(() -> client.sendMessage(url, "a book"));

    assertThat(thrown).isExactlyInstanceOf(QueueDoesNotExistException.class);
    takeCall("send", "send", "gone", "SendMessage")
        .failedWith(QueueDoesNotExistException.class, thrown.getMessage())
        .isInside(end(job));
  }

  @Test
  void outsideARunNothingHappens() {
    String url = queue("quiet");
    client.sendMessage(url, "a book");
    assertThat(client.receiveMessage(url).getMessages()).hasSize(1);
  }
}
