package io.batchmon.instrumentation.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ExceptionHandler;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import io.batchmon.instrumentation.testing.AmqpBroker;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RecordedRuns.Summed;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunOutcome;
import io.batchmon.job.RunResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is published, got and consumed, at a real broker. */
class RabbitMqIT {
  private static final String ONE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new RabbitMqInstrumentation());

  @TempDir static Path directory;

  private static AmqpBroker broker;
  private static Connection connection;
  private static Channel channel;

  private final BlockingQueue<Object> given = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() throws Exception {
    broker = new AmqpBroker(directory);
    connection = connect(new ForgivingExceptionHandler());
    channel = connection.createChannel();
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    broker.close();
  }

  private static Connection connect(ExceptionHandler handler) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("localhost");
    factory.setPort(broker.port());
    factory.setUsername(AmqpBroker.USER);
    factory.setPassword(AmqpBroker.USER);
    factory.setExceptionHandler(handler);
    return factory.newConnection();
  }

  private static OpenRun begin(String name) {
    return JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("test", name)).byScheduler().build());
  }

  private static RunAssert end(OpenRun job) {
    JobRuns.end(job, RunResult.succeeded());
    return runs.take().succeeded();
  }

  private static void declare(String queue) throws IOException {
    channel.queueDeclare(queue, false, false, false, null);
  }

  private static void publish(String queue, AMQP.BasicProperties properties, String body)
      throws IOException {
    channel.basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
  }

  private static AMQP.BasicProperties with(Map<String, Object> headers) {
    return new AMQP.BasicProperties.Builder().headers(headers).build();
  }

  private static String textOf(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The next message of this queue. */
  private static GetResponse received(String queue) throws Exception {
    GetResponse got = channel.basicGet(queue, true);
    assertThat(got).as("message of " + queue).isNotNull();
    return got;
  }

  private static String headerOf(GetResponse got, String name) {
    Map<String, Object> headers = got.getProps().getHeaders();
    Object value = headers == null ? null : headers.get(name);
    return value == null ? null : value.toString();
  }

  @Test
  void messageOfARunIsAPartOfItAndCarriesItsTrace() throws Exception {
    declare("orders");
    OpenRun job = begin("nightly");
    publish("orders", null, "a book");
    RunAssert call = runs.take();
    RunAssert nightly = end(job);

    GetResponse came = received("orders");
    assertThat(textOf(came.getBody())).isEqualTo("a book");
    call.is(RunKind.CALL, "rabbitmq", null, "send orders")
        .hasAttribute("messaging.system", "rabbitmq")
        .hasAttribute("messaging.operation.type", "send")
        .hasAttribute("messaging.operation.name", "send")
        .hasAttribute("messaging.destination.name", "orders")
        .hasAttribute("messaging.rabbitmq.destination.routing_key", "orders")
        .hasAttribute("messaging.message.body.size", 6L)
        .hasAttribute("server.port", (long) broker.port())
        .isNamedBy(headerOf(came, "traceparent"))
        .succeeded()
        .isInside(nightly);
    int last = call.run().attributeCount() - 1;
    assertThat(call.run().attributeName(last - 1)).isEqualTo("server.address");
    assertThat(call.run().attributeValue(last - 1)).isIn("localhost", "127.0.0.1");
  }

  @Test
  void messageIsSentToItsExchange() throws Exception {
    declare("books");
    channel.queueBind("books", "amq.topic", "order.*");
    OpenRun job = begin("nightly");
    channel.basicPublish("amq.topic", "order.17", true, null, new byte[0]);
    channel.basicPublish("", "amq.gen-17", false, false, null, new byte[0]);

    runs.take()
        .is(RunKind.CALL, "rabbitmq", null, "send amq.topic")
        .hasAttribute("messaging.destination.name", "amq.topic")
        .hasAttribute("messaging.rabbitmq.destination.routing_key", "order.17")
        .succeeded();
    runs.take().is(RunKind.CALL, "rabbitmq", null, "send (temporary)").succeeded();
    RunAssert nightly = end(job);
    assertThat(headerOf(received("books"), "traceparent")).isNotNull();
    assertThat(nightly.run().name().name()).isEqualTo("nightly");
  }

  @Test
  void outsideARunNothingHappens() throws Exception {
    declare("quiet");
    AMQP.BasicProperties properties = with(Map.of("tag", "1"));
    publish("quiet", properties, "a book");
    publish("quiet", null, "a pen");

    assertThat(received("quiet").getProps().getHeaders()).containsOnlyKeys("tag");
    assertThat(received("quiet").getProps().getHeaders()).isNull();
  }

  @Test
  void propertiesOfTheApplicationStayAndItsObjectIsLeftAlone() throws Exception {
    declare("kept");
    // why: this broker takes seconds since 1970, as the client sends them, for milliseconds
    String expiration = "9000000000000";
    Date now = new Date(System.currentTimeMillis() / 1000 * 1000);
    Map<String, Object> headers = new HashMap<>(Map.of("tag", 1));
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties(
            "text/plain",
            "utf-8",
            headers,
            2,
            5,
            "correlation",
            "reply",
            expiration,
            "message",
            now,
            "type",
            AmqpBroker.USER,
            "app",
            "cluster");
    OpenRun job = begin("nightly");
    publish("kept", properties, "a book");
    publish("kept", properties, "a book");
    RunAssert first = runs.take().succeeded();
    RunAssert second = runs.take().succeeded();
    RunAssert nightly = end(job);

    for (RunAssert call : List.of(first, second)) {
      GetResponse got = received("kept");
      AMQP.BasicProperties came = got.getProps();
      assertThat(came.getHeaders()).containsEntry("tag", 1).containsOnlyKeys("tag", "traceparent");
      call.isNamedBy(headerOf(got, "traceparent")).isInside(nightly);
      assertThat(came.getContentType()).isEqualTo("text/plain");
      assertThat(came.getContentEncoding()).isEqualTo("utf-8");
      assertThat(came.getDeliveryMode()).isEqualTo(2);
      assertThat(came.getPriority()).isEqualTo(5);
      assertThat(came.getCorrelationId()).isEqualTo("correlation");
      assertThat(came.getReplyTo()).isEqualTo("reply");
      assertThat(came.getExpiration()).isEqualTo(expiration);
      assertThat(came.getMessageId()).isEqualTo("message");
      assertThat(came.getTimestamp()).isEqualTo(now);
      assertThat(came.getType()).isEqualTo("type");
      assertThat(came.getUserId()).isEqualTo(AmqpBroker.USER);
      assertThat(came.getAppId()).isEqualTo("app");
      assertThat(came.getClusterId()).isEqualTo("cluster");
    }
    assertThat(headers).containsOnlyKeys("tag");
    assertThat(properties.getHeaders()).containsOnlyKeys("tag");
  }

  @Test
  void traceOfTheApplicationStays() throws Exception {
    declare("traced");
    OpenRun job = begin("nightly");
    publish("traced", with(Map.of("Traceparent", ONE)), "a book");
    runs.take().succeeded().isInside(end(job));

    GetResponse came = received("traced");
    assertThat(headerOf(came, "Traceparent")).isEqualTo(ONE);
    assertThat(came.getProps().getHeaders()).containsOnlyKeys("Traceparent");
  }

  @Test
  void whatPublishingThrowsIsTheFailure() throws Exception {
    Channel closed = connection.createChannel();
    closed.close();
    OpenRun job = begin("nightly");
    Throwable[] thrown = new Throwable[1];
    assertThatThrownBy(
            () -> {
              try {
                closed.basicPublish("", "orders", null, new byte[0]);
              } catch (AlreadyClosedException failure) {
                thrown[0] = failure;
                throw failure;
              }
            })
        .isInstanceOf(AlreadyClosedException.class);

    assertThat(JobRuns.current()).isSameAs(job);
    runs.take()
        .is(RunKind.CALL, "rabbitmq", null, "send orders")
        .failedWith(AlreadyClosedException.class, thrown[0].getMessage())
        .isInside(end(job));
  }

  @Test
  void oneOfVeryManyIsOnlyCountedAndNamesTheRunThatSent() throws Exception {
    declare("counted");
    AMQP.BasicProperties properties = with(Map.of("tag", "1"));
    OpenRun job = begin("nightly");
    runs.sumUpMessages();
    publish("counted", properties, "a book");

    Summed sent = runs.takeSummed();
    assertThat(sent.system()).isEqualTo("rabbitmq");
    assertThat(sent.operation()).isEqualTo("send");
    assertThat(sent.destination()).isEqualTo("counted");
    assertThat(sent.messages()).isEqualTo(1);
    assertThat(sent.bytes()).isEqualTo(6);
    assertThat(sent.result().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    GetResponse came = channel.basicGet("counted", true);
    Summed got = runs.takeSummed();
    assertThat(got.operation()).isEqualTo("receive");
    assertThat(got.destination()).isEqualTo("counted");
    assertThat(got.messages()).isEqualTo(1);
    assertThat(got.bytes()).isEqualTo(6);
    assertThat(got.result().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    assertThat(properties.getHeaders()).containsOnlyKeys("tag");
    end(job).isNamedBy(headerOf(came, "traceparent"));
  }

  @Test
  void oneOfVeryManyThatIsNotSentHasFailed() throws Exception {
    Channel closed = connection.createChannel();
    closed.close();
    OpenRun job = begin("nightly");
    runs.sumUpMessages();
    assertThatThrownBy(() -> closed.basicPublish("", "orders", null, new byte[0]))
        .isInstanceOf(AlreadyClosedException.class);
    assertThat(runs.takeSummed().result().failure()).isInstanceOf(AlreadyClosedException.class);
    assertThatThrownBy(() -> closed.basicGet("orders", true))
        .isInstanceOf(AlreadyClosedException.class);
    assertThat(runs.takeSummed().result().failure()).isInstanceOf(AlreadyClosedException.class);
    end(job);
  }

  @Test
  void whatARunGetsIsAPartOfItAndLinkedToItsSending() throws Exception {
    declare("inbox");
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .messageId("17")
            .headers(Map.of("traceparent", ONE))
            .build();
    publish("inbox", properties, "a book");
    publish("inbox", null, "a pen");
    OpenRun job = begin("nightly");
    assertThat(textOf(channel.basicGet("inbox", true).getBody())).isEqualTo("a book");
    assertThat(textOf(channel.basicGet("inbox", true).getBody())).isEqualTo("a pen");
    assertThat(channel.basicGet("inbox", true)).isNull();

    RunAssert linked =
        runs.take()
            .is(RunKind.CALL, "rabbitmq", null, "receive inbox")
            .hasAttribute("messaging.system", "rabbitmq")
            .hasAttribute("messaging.operation.type", "receive")
            .hasAttribute("messaging.operation.name", "receive")
            .hasAttribute("messaging.destination.name", "inbox")
            .hasAttribute("messaging.batch.message_count", 1L)
            .hasAttribute("messaging.message.body.size", 6L)
            .hasAttribute("messaging.message.id", "17")
            .succeeded();
    assertThat(linked.run().links()).containsExactly(ONE);
    assertThat(linked.run().agoNanos()).isPositive();
    RunAssert other = runs.take().succeeded();
    assertThat(other.run().links()).isNull();
    RunAssert nightly = end(job);
    linked.isInside(nightly);
    other.isInside(nightly);
  }

  @Test
  void gettingFromWhatIsNotThereHasFailed() throws Exception {
    try (Connection other = connect(new ForgivingExceptionHandler())) {
      Channel its = other.createChannel();
      OpenRun job = begin("nightly");
      assertThatThrownBy(() -> its.basicGet("nowhere", true)).isInstanceOf(IOException.class);
      runs.take()
          .is(RunKind.CALL, "rabbitmq", null, "receive nowhere")
          .failedWith(IOException.class, null)
          .isInside(end(job));
    } catch (AlreadyClosedException expected) {
      // why: this broker closes the connection, where RabbitMQ closes the channel
      assertThat(expected).hasMessageContaining("nowhere");
    }
  }

  /** A consumer that launches a job for each message and fails if that says so. */
  private final class Shop extends DefaultConsumer {
    Shop(Channel channel) {
      super(channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
      String text = textOf(body);
      JobRuns.end(
          JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", text))), RunResult.succeeded());
      given.add(text);
      if (text.equals("fail")) {
        throw new IllegalStateException("no stock");
      }
    }
  }

  private Object take() throws InterruptedException {
    Object next = given.poll(60, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the consumer was given nothing");
    }
    return next;
  }

  private static String traceOf(RunAssert run) {
    String[] headers = run.run().headers();
    return headers == null
        ? null
        : headers[Arrays.asList(JobRuns.incomingHeaders()).indexOf("traceparent")];
  }

  @Test
  void deliveryIsARunOfItsTraceAndWhatTheConsumerRunsIsInside() throws Exception {
    declare("consumed");
    publish("consumed", with(Map.of("TraceParent", ONE)), "a book");
    publish("consumed", new AMQP.BasicProperties.Builder().messageId("17").build(), "a pen");
    Channel its = connection.createChannel();
    its.basicConsume("consumed", true, new Shop(its));
    assertThat(take()).isEqualTo("a book");
    assertThat(take()).isEqualTo("a pen");

    RunAssert job = runs.take().isJob("test", null, "a book").succeeded();
    RunAssert first =
        runs.take()
            .is(RunKind.REQUEST, "rabbitmq", null, "process consumed")
            .hasAttribute("messaging.system", "rabbitmq")
            .hasAttribute("messaging.operation.type", "process")
            .hasAttribute("messaging.operation.name", "process")
            .hasAttribute("messaging.destination.name", "consumed")
            .hasAttribute("messaging.rabbitmq.destination.routing_key", "consumed")
            .hasAttribute("messaging.rabbitmq.message.delivery_tag", 1L)
            .hasAttempt(1)
            .isOutermost()
            .succeeded();
    job.isInside(first);
    assertThat(traceOf(first)).isEqualTo(ONE);
    RunAssert next = runs.take().isJob("test", null, "a pen").succeeded();
    RunAssert second = runs.take().hasAttribute("messaging.message.id", "17").succeeded();
    next.isInside(second);
    assertThat(traceOf(second)).isNull();
    its.close();
  }

  @Test
  void consumerOfTheClientItselfIsNoRun() throws Exception {
    declare("aside");
    declare("last");
    publish("aside", null, "a book");
    String aside = channel.basicConsume("aside", true, new DefaultConsumer(channel));
    String last = channel.basicConsume("last", true, new Shop(channel));
    publish("last", null, "a pen");
    assertThat(take()).isEqualTo("a pen");

    runs.take().isJob("test", null, "a pen").succeeded();
    runs.take().is(RunKind.REQUEST, "rabbitmq", null, "process last").succeeded();
    channel.basicCancel(aside);
    channel.basicCancel(last);
  }

  @Test
  void whatAConsumerThrowsIsTheFailureAndTheHandlerIsToldAsEver() throws Exception {
    BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    ExceptionHandler handler =
        new ForgivingExceptionHandler() {
          @Override
          public void handleConsumerException(
              Channel of, Throwable thrown, Consumer consumer, String tag, String method) {
            told.addAll(List.of(thrown, consumer, tag, method));
          }
        };
    declare("broken");
    try (Connection other = connect(handler)) {
      Channel its = other.createChannel();
      Shop shop = new Shop(its);
      String tag = its.basicConsume("broken", true, shop);
      publish("broken", null, "fail");
      publish("broken", null, "a pen");

      assertThat(take()).isEqualTo("fail");
      assertThat(take()).isEqualTo("a pen");
      assertThat(told.poll(60, TimeUnit.SECONDS)).isExactlyInstanceOf(IllegalStateException.class);
      assertThat(told.poll(60, TimeUnit.SECONDS)).isSameAs(shop);
      assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(tag);
      assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("handleDelivery");
      assertThat(other.getExceptionHandler()).isSameAs(handler);
      runs.take().isJob("test", null, "fail").succeeded();
      runs.take()
          .is(RunKind.REQUEST, "rabbitmq", null, "process broken")
          .failedWith(IllegalStateException.class, "no stock");
      runs.take().isJob("test", null, "a pen").succeeded();
      runs.take().is(RunKind.REQUEST, "rabbitmq", null, "process broken").succeeded();
    }
  }

  @Test
  void consumerOfSeveralQueuesIsToldWhereMessagesWereSentTo() throws Exception {
    declare("left");
    declare("right");
    channel.queueBind("right", "amq.topic", "right.*");
    Shop shop = new Shop(channel);
    String left = channel.basicConsume("left", true, shop);
    String right = channel.basicConsume("right", true, shop);
    channel.basicPublish("amq.topic", "right.17", null, "a book".getBytes(StandardCharsets.UTF_8));
    assertThat(take()).isEqualTo("a book");

    runs.take().isJob("test", null, "a book").succeeded();
    runs.take().is(RunKind.REQUEST, "rabbitmq", null, "process amq.topic").succeeded();
    channel.basicCancel(left);
    channel.basicCancel(right);
  }

  @Test
  void messageThatWasRejectedBeforeIsAnotherAttempt() throws Exception {
    declare("again");
    Map<String, Object> here = Map.of("queue", "again", "reason", "rejected", "count", 2L);
    Map<String, Object> waited = Map.of("queue", "again-later", "reason", "expired", "count", 2L);
    publish("again", with(Map.of("x-death", List.of(here, waited))), "a book");
    publish("again", with(Map.of("x-delivery-count", 3)), "a pen");
    String tag = channel.basicConsume("again", true, new Shop(channel));
    assertThat(take()).isEqualTo("a book");
    assertThat(take()).isEqualTo("a pen");

    runs.take().isJob("test", null, "a book").succeeded();
    runs.take().hasAttempt(3).hasAttribute("batch.job.attempt", 3L).succeeded();
    runs.take().isJob("test", null, "a pen").succeeded();
    runs.take().hasAttempt(4).hasAttribute("batch.job.attempt", 4L).succeeded();
    channel.basicCancel(tag);
  }
}
