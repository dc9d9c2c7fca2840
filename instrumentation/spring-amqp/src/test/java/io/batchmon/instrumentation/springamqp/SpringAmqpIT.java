package io.batchmon.instrumentation.springamqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.aopalliance.aop.Advice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.AmqpRejectAndDontRequeueException;
import org.springframework.amqp.ImmediateAcknowledgeAmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.rabbit.config.RetryInterceptorBuilder;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/** What each call of a listener becomes, at a real broker. */
class SpringAmqpIT {
  private static final String ONE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new WithTheClient());

  @TempDir static Path directory;

  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    shop = new Shop(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    shop.close();
  }

  private static AbstractMessageListenerContainer container(String kind) {
    return kind.equals("direct")
        ? new DirectMessageListenerContainer(shop.connections())
        : new SimpleMessageListenerContainer(shop.connections());
  }

  private static void runsAJob(Message message) {
    JobRuns.end(
        JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", Shop.textOf(message)))),
        RunResult.succeeded());
  }

  private static RunAssert isOf(RunAssert run, String queue) {
    return run.is(RunKind.REQUEST, "rabbitmq", null, "process " + queue)
        .hasAttribute("messaging.system", "rabbitmq")
        .hasAttribute("messaging.operation.type", "process")
        .hasAttribute("messaging.operation.name", "process")
        .hasAttribute("messaging.destination.name", queue)
        .isOutermost();
  }

  private static String traceOf(RunAssert run) {
    String[] headers = run.run().headers();
    return headers == null
        ? null
        : headers[Arrays.asList(JobRuns.incomingHeaders()).indexOf("traceparent")];
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "direct"})
  void messageIsARunOfItsTraceAndWhatTheListenerRunsIsInside(String kind) throws Exception {
    String queue = "orders-" + kind;
    shop.send(queue, "a book", Map.of("TraceParent", ONE));
    shop.send(queue, new AMQP.BasicProperties.Builder().messageId("17").build(), "a pen");
    AbstractMessageListenerContainer container = container(kind);
    shop.listen(container, queue, SpringAmqpIT::runsAJob);
    try {
      RunAssert job = runs.take().isJob("test", null, "a book").succeeded();
      RunAssert first =
          isOf(runs.take(), queue)
              .hasAttribute("messaging.rabbitmq.destination.routing_key", queue)
              .hasAttribute("messaging.rabbitmq.message.delivery_tag", 1L)
              .hasAttempt(1)
              .succeeded();
      job.isInside(first);
      assertThat(traceOf(first)).isEqualTo(ONE);
      RunAssert next = runs.take().isJob("test", null, "a pen").succeeded();
      RunAssert second =
          isOf(runs.take(), queue).hasAttribute("messaging.message.id", "17").succeeded();
      next.isInside(second);
      assertThat(traceOf(second)).isNull();
    } finally {
      container.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "direct"})
  void whatAListenerThrowsIsTheFailure(String kind) throws Exception {
    String queue = "broken-" + kind;
    shop.send(queue, "fail", Map.of());
    shop.send(queue, "reject", Map.of());
    shop.send(queue, "acknowledge", Map.of());
    MessageListener listener =
        message -> {
          throw switch (Shop.textOf(message)) {
            case "fail" -> new IllegalStateException("no stock");
            case "reject" -> new AmqpRejectAndDontRequeueException("no such book");
            default -> new ImmediateAcknowledgeAmqpException("sold already");
          };
        };
    AbstractMessageListenerContainer container = container(kind);
    container.setDefaultRequeueRejected(false);
    shop.listen(container, queue, listener);
    try {
      isOf(runs.take(), queue).failedWith(IllegalStateException.class, "no stock");
      isOf(runs.take(), queue).failedWith(AmqpRejectAndDontRequeueException.class, "no such book");
      isOf(runs.take(), queue).succeeded();
    } finally {
      container.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "direct"})
  void messageThatIsPutBackIsARunForEachDelivery(String kind) throws Exception {
    String queue = "back-" + kind;
    shop.send(queue, "a book", Map.of());
    AbstractMessageListenerContainer container = container(kind);
    shop.listen(
        container,
        queue,
        message -> {
          if (!message.getMessageProperties().isRedelivered()) {
            throw new IllegalStateException("not yet");
          }
        });
    try {
      isOf(runs.take(), queue).hasAttempt(1).failedWith(IllegalStateException.class, "not yet");
      isOf(runs.take(), queue).hasAttempt(1).succeeded();
    } finally {
      container.stop();
    }
  }

  @Test
  void messageThatSpringTriesAgainIsARunForEachAttempt() throws Exception {
    shop.send("again", "a book", Map.of("x-delivery-count", 1));
    SimpleMessageListenerContainer container =
        new SimpleMessageListenerContainer(shop.connections());
    container.setAdviceChain(threeAttempts());
    int[] calls = new int[1];
    shop.listen(
        container,
        "again",
        message -> {
          if (++calls[0] < 3) {
            throw new IllegalStateException("not yet");
          }
        });
    try {
      isOf(runs.take(), "again").hasAttempt(2).failedWith(IllegalStateException.class, "not yet");
      isOf(runs.take(), "again")
          .hasAttempt(3)
          .hasAttribute("batch.job.attempt", 3L)
          .failedWith(IllegalStateException.class, "not yet");
      isOf(runs.take(), "again").hasAttempt(4).succeeded();
    } finally {
      container.stop();
    }
  }

  // why: the builder counts attempts before 4.0, and then what follows the first
  private static Advice threeAttempts() throws Exception {
    Object builder = RetryInterceptorBuilder.stateless();
    Class<?> type = RetryInterceptorBuilder.class;
    boolean newest =
        Arrays.stream(type.getMethods()).anyMatch(m -> m.getName().equals("maxRetries"));
    type.getMethod(newest ? "maxRetries" : "maxAttempts", int.class)
        .invoke(builder, newest ? 2 : 3);
    type.getMethod("backOffOptions", long.class, double.class, long.class)
        .invoke(builder, 1L, 1.0, 1L);
    return (Advice) type.getMethod("build").invoke(builder);
  }

  @Test
  void partsOfAMessageAreARunEach() throws Exception {
    byte[] first = "a book".getBytes(StandardCharsets.UTF_8);
    byte[] second = "a pen".getBytes(StandardCharsets.UTF_8);
    ByteBuffer both = ByteBuffer.allocate(first.length + second.length + 8);
    both.putInt(first.length).put(first).putInt(second.length).put(second);
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .headers(Map.of("springBatchFormat", "lengthHeader4", "traceparent", ONE))
            .build();
    shop.send("parts", properties, new String(both.array(), StandardCharsets.UTF_8));
    SimpleMessageListenerContainer container =
        new SimpleMessageListenerContainer(shop.connections());
    shop.listen(container, "parts", SpringAmqpIT::runsAJob);
    try {
      for (String part : List.of("a book", "a pen")) {
        RunAssert job = runs.take().isJob("test", null, part).succeeded();
        RunAssert run = isOf(runs.take(), "parts").succeeded();
        job.isInside(run);
        assertThat(traceOf(run)).isEqualTo(ONE);
      }
    } finally {
      container.stop();
    }
  }

  @Test
  void whatAListenerSendsIsAPartOfItsRun() throws Exception {
    shop.declare("asked");
    shop.declare("answered");
    RabbitTemplate template = new RabbitTemplate(shop.connections());
    SimpleMessageListenerContainer container =
        new SimpleMessageListenerContainer(shop.connections());
    shop.send("asked", "a book", Map.of());
    shop.listen(container, "asked", message -> template.convertAndSend("answered", "sold"));
    try {
      RunAssert call = runs.take().is(RunKind.CALL, "rabbitmq", null, "send answered").succeeded();
      call.isInside(isOf(runs.take(), "asked").succeeded());
      Message answer = template.receive("answered", 10_000);
      assertThat(Shop.textOf(answer)).isEqualTo("sold");
      call.isNamedBy((String) answer.getMessageProperties().getHeaders().get("traceparent"));
    } finally {
      container.stop();
    }
  }
}
