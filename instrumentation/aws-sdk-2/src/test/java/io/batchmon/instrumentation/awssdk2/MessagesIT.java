package io.batchmon.instrumentation.awssdk2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** What the messages of a run become, at a real server of queues and a stand-in of SNS. */
@SuppressWarnings("deprecation") // why: the floor has no other way to ask for attributes
class MessagesIT {
  private static final String HEADER =
      "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1";
  private static final String LINK = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new AwsSdk2Instrumentation());

  private static SQSRestServer server;
  private static SqsClient client;
  private static SqsAsyncClient asyncClient;

  @BeforeAll
  static void start() {
    server = SQSRestServerBuilder.withInterface("localhost").withDynamicPort().start();
    int port = server.waitUntilStarted().localAddress().getPort();
    URI endpoint = URI.create("http://localhost:" + port);
    client =
        configured(SqsClient.builder(), endpoint)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    asyncClient =
        configured(SqsAsyncClient.builder(), endpoint)
            .httpClientBuilder(NettyNioAsyncHttpClient.builder())
            .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    asyncClient.close();
    server.stopAndWait();
  }

  private static <B extends AwsClientBuilder<B, ?>> B configured(B builder, URI endpoint) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")));
  }

  private static String queue(String name) {
    return client.createQueue(queue -> queue.queueName(name)).queueUrl();
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
        .hasAttribute("rpc.service", "Sqs")
        .hasAttribute("rpc.method", method)
        .hasAttribute("cloud.region", "eu-central-1");
  }

  /** What is in the queue, with all that is known of it; looked for outside of all runs. */
  private static List<Message> received(String url) {
    Object before = JobRuns.suspend();
    try {
      return client
          .receiveMessage(
              ReceiveMessageRequest.builder()
                  .queueUrl(url)
                  .attributeNames(QueueAttributeName.ALL)
                  .maxNumberOfMessages(10)
                  .build())
          .messages();
    } finally {
      JobRuns.restore(before);
    }
  }

  private static String headerOf(Message message) {
    return message.attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER);
  }

  private static String headerOf(RunAssert call) {
    String parent = call.traceParent();
    return "Root=1-%s-%s;Parent=%s;Sampled=1"
        .formatted(parent.substring(3, 11), parent.substring(11, 35), parent.substring(36, 52));
  }

  private static MessageSystemAttributeValue text(String value) {
    return MessageSystemAttributeValue.builder().dataType("String").stringValue(value).build();
  }

  @Test
  void messageThatARunSendsCarriesItsTrace() {
    String url = queue("orders");
    SendMessageRequest request =
        SendMessageRequest.builder().queueUrl(url).messageBody("a book").build();
    runs.sendXRay();
    OpenRun job = begin();
    SendMessageResponse sent = client.sendMessage(request);

    RunAssert call =
        takeCall("send", "send", "orders", "SendMessage")
            .endedWithAttribute("messaging.message.id", sent.messageId())
            .endedWithAttribute("http.response.status_code", 200L)
            .succeeded();
    assertThat(received(url))
        .singleElement()
        .satisfies(message -> assertThat(message.body()).isEqualTo("a book"))
        .satisfies(message -> assertThat(headerOf(message)).isEqualTo(headerOf(call)));
    assertThat(request.hasMessageSystemAttributes()).isFalse();
    call.isInside(end(job));
  }

  @Test
  void messageThatARunSendsWithoutWaitingCarriesItsTrace() throws Exception {
    String url = queue("async");
    runs.sendXRay();
    OpenRun job = begin();
    asyncClient
        .sendMessage(message -> message.queueUrl(url).messageBody("a book"))
        .get(60, TimeUnit.SECONDS);

    RunAssert call = takeCall("send", "send", "async", "SendMessage").succeeded();
    assertThat(headerOf(received(url).get(0))).isEqualTo(headerOf(call));
    call.isInside(end(job));
  }

  @Test
  void eachMessageOfABatchCarriesItsTraceUnlessItHasOne() {
    String url = queue("batch");
    SendMessageBatchRequest request =
        SendMessageBatchRequest.builder()
            .queueUrl(url)
            .entries(
                SendMessageBatchRequestEntry.builder().id("1").messageBody("a book").build(),
                SendMessageBatchRequestEntry.builder()
                    .id("2")
                    .messageBody("a pen")
                    .messageSystemAttributes(
                        Map.of(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER, text(HEADER)))
                    .build())
            .build();
    runs.sendXRay();
    OpenRun job = begin();
    assertThat(client.sendMessageBatch(request).successful()).hasSize(2);

    RunAssert call =
        takeCall("send", "send", "batch", "SendMessageBatch")
            .hasAttribute("messaging.batch.message_count", 2L)
            .succeeded();
    assertThat(received(url))
        .extracting(message -> headerOf(message))
        .containsExactlyInAnyOrder(headerOf(call), HEADER);
    assertThat(request.entries().get(0).hasMessageSystemAttributes()).isFalse();
    call.isInside(end(job));
  }

  @Test
  void headerOfTheApplicationStays() {
    String url = queue("own");
    runs.sendXRay();
    OpenRun job = begin();
    client.sendMessage(
        message ->
            message
                .queueUrl(url)
                .messageBody("a book")
                .messageSystemAttributes(
                    Map.of(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER, text(HEADER))));

    assertThat(headerOf(received(url).get(0))).isEqualTo(HEADER);
    takeCall("send", "send", "own", "SendMessage").succeeded().isInside(end(job));
  }

  @Test
  void withoutXRayOrARunTheMessageIsAsItWas() {
    String url = queue("plain");
    client.sendMessage(message -> message.queueUrl(url).messageBody("a book"));
    OpenRun job = begin();
    client.sendMessage(message -> message.queueUrl(url).messageBody("a pen"));

    assertThat(received(url))
        .hasSize(2)
        .allSatisfy(message -> assertThat(headerOf(message)).isNull());
    takeCall("send", "send", "plain", "SendMessage").succeeded().isInside(end(job));
  }

  @Test
  void messagesThatCameLinkToTheirSendersWhereTheApplicationAsked() {
    String url = queue("linked");
    for (String header : List.of(HEADER, HEADER, "Root=none")) {
      client.sendMessage(
          message ->
              message
                  .queueUrl(url)
                  .messageBody("a book")
                  .messageSystemAttributes(
                      Map.of(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER, text(header))));
    }
    OpenRun job = begin();
    List<Message> messages =
        client
            .receiveMessage(
                request ->
                    request
                        .queueUrl(url)
                        .maxNumberOfMessages(10)
                        .attributeNames(QueueAttributeName.ALL))
            .messages();

    assertThat(messages).hasSize(3);
    RunAssert call =
        takeCall("receive", "receive", "linked", "ReceiveMessage")
            .endedWithAttribute("messaging.batch.message_count", 3L)
            .succeeded();
    assertThat(call.result().links()).containsExactly(LINK);
    client.deleteMessage(
        delete -> delete.queueUrl(url).receiptHandle(messages.get(0).receiptHandle()));
    RunAssert deleted = takeCall("delete", "settle", "linked", "DeleteMessage").succeeded();
    RunAssert nightly = end(job);
    call.isInside(nightly);
    deleted.isInside(nightly);
  }

  @Test
  void nothingIsAskedForThatTheApplicationDidNot() throws Exception {
    String url = queue("unasked");
    client.sendMessage(
        message ->
            message
                .queueUrl(url)
                .messageBody("a book")
                .messageSystemAttributes(
                    Map.of(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER, text(HEADER))));
    OpenRun job = begin();
    List<Message> messages =
        asyncClient
            .receiveMessage(request -> request.queueUrl(url))
            .get(60, TimeUnit.SECONDS)
            .messages();

    assertThat(messages).hasSize(1);
    assertThat(messages.get(0).hasAttributes()).isFalse();
    RunAssert call = takeCall("receive", "receive", "unasked", "ReceiveMessage").succeeded();
    assertThat(call.result().links()).isEmpty();
    call.isInside(end(job));
  }

  @Test
  void emptyQueueIsSkipped() {
    String url = queue("empty");
    OpenRun job = begin();
    assertThat(client.receiveMessage(request -> request.queueUrl(url)).messages()).isEmpty();

    takeCall("receive", "receive", "empty", "ReceiveMessage")
        .skipped("nothing came")
        .isInside(end(job));
  }

  @Test
  void queueThatIsNotThereIsTheFailure() {
    String url = queue("gone");
    client.deleteQueue(request -> request.queueUrl(url));
    OpenRun job = begin();
    Throwable thrown =
        catchThrowable(
            () -> client.sendMessage(message -> message.queueUrl(url).messageBody("a book")));

    assertThat(thrown).isExactlyInstanceOf(QueueDoesNotExistException.class);
    takeCall("send", "send", "gone", "SendMessage")
        .failedWith(QueueDoesNotExistException.class, thrown.getMessage())
        .isInside(end(job));
  }

  @Test
  void batchOfWhichSomeAreRefusedHasFailed() {
    String url = queue("refused");
    OpenRun job = begin();
    SendMessageBatchResponse response =
        client.sendMessageBatch(
            SendMessageBatchRequest.builder()
                .queueUrl(url)
                .entries(
                    SendMessageBatchRequestEntry.builder().id("1").messageBody("a book").build(),
                    SendMessageBatchRequestEntry.builder()
                        .id("2")
                        .messageBody("a pen")
                        .delaySeconds(-1)
                        .build())
                .build());

    assertThat(response.successful()).hasSize(1);
    String code = response.failed().get(0).code();
    takeCall("send", "send", "refused", "SendMessageBatch")
        .endedWithAttribute("http.response.status_code", 200L)
        .failed("1 of the batch refused: " + code, code)
        .isInside(end(job));
  }

  @Test
  void messageThatIsPublishedIsSentToItsTopic() throws Exception {
    HttpServer topics =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] answer =
        ("<PublishResponse xmlns='http://sns.amazonaws.com/doc/2010-03-31/'><PublishResult>"
                + "<MessageId>94f20ce6</MessageId></PublishResult></PublishResponse>")
            .getBytes(StandardCharsets.UTF_8);
    topics.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", "text/xml");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    topics.start();
    URI endpoint = URI.create("http://localhost:" + topics.getAddress().getPort());
    try (SnsClient sns =
        configured(SnsClient.builder(), endpoint)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      OpenRun job = begin();
      sns.publish(
          message -> message.topicArn("arn:aws:sns:eu-central-1:123:bills").message("a book"));
      sns.publish(message -> message.phoneNumber("+491700000000").message("a book"));

      RunAssert topic =
          runs.take()
              .is(RunKind.CALL, "aws", null, "publish bills")
              .hasAttribute("messaging.system", "aws.sns")
              .hasAttribute("messaging.operation.type", "send")
              .hasAttribute("messaging.operation.name", "publish")
              .hasAttribute("messaging.destination.name", "bills")
              .endedWithAttribute("messaging.message.id", "94f20ce6")
              .succeeded();
      RunAssert phone = runs.take().is(RunKind.CALL, "aws", null, "publish").succeeded();
      RunAssert nightly = end(job);
      topic.isInside(nightly);
      phone.isInside(nightly);
    } finally {
      topics.stop(0);
    }
  }
}
