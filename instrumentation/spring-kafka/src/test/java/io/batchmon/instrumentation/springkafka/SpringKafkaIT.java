package io.batchmon.instrumentation.springkafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.KafkaBroker;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.util.backoff.FixedBackOff;

/** What each call of a listener becomes, at a real broker. */
class SpringKafkaIT {
  private static final String ONE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String OTHER = "00-1bf7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01";

  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new SpringKafkaInstrumentation());

  @TempDir static Path directory;

  private static KafkaBroker broker;
  private static KafkaProducer<String, String> producer;

  private final BlockingQueue<Object> given = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() throws Exception {
    broker = new KafkaBroker(directory);
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.servers(), "reconnect.backoff.max.ms", "200"),
            new StringSerializer(),
            new StringSerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    broker.close();
  }

  private static void send(String topic, String value, String traceParent) throws Exception {
    ProducerRecord<String, String> record = new ProducerRecord<>(topic, 0, null, value);
    if (traceParent != null) {
      record.headers().add("traceparent", traceParent.getBytes(StandardCharsets.UTF_8));
    }
    producer.send(record).get(60, TimeUnit.SECONDS);
  }

  /** A container with this listener, which has begun and does not repeat what failed. */
  private static KafkaMessageListenerContainer<String, String> listen(
      String topic, Object listener) {
    ContainerProperties properties = new ContainerProperties(topic);
    properties.setGroupId("shop");
    properties.setMessageListener(listener);
    KafkaMessageListenerContainer<String, String> container =
        new KafkaMessageListenerContainer<>(
            new DefaultKafkaConsumerFactory<>(
                Map.of("bootstrap.servers", broker.servers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer()),
            properties);
    container.setCommonErrorHandler(new DefaultErrorHandler(new FixedBackOff(0, 0)));
    container.start();
    return container;
  }

  /** Says in which run the consumer was polled. */
  public static final class Polled implements ConsumerInterceptor<String, String> {
    static final BlockingQueue<Boolean> IN_RUN = new LinkedBlockingQueue<>();

    @Override
    public ConsumerRecords<String, String> onConsume(ConsumerRecords<String, String> records) {
      IN_RUN.add(JobRuns.current() != null);
      return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
  }

  private Object take() throws InterruptedException {
    Object next = given.poll(60, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the listener was given nothing");
    }
    return next;
  }

  private static RunAssert isOf(RunAssert run, String topic) {
    return run.is(RunKind.REQUEST, "kafka", null, "process " + topic)
        .hasAttribute("messaging.system", "kafka")
        .hasAttribute("messaging.operation.type", "process")
        .hasAttribute("messaging.operation.name", "process")
        .hasAttribute("messaging.destination.name", topic)
        .hasAttribute("messaging.consumer.group.name", "shop")
        .isOutermost();
  }

  private static String traceOf(RunAssert run) {
    int index = Arrays.asList(JobRuns.incomingHeaders()).indexOf("traceparent");
    return run.run().headers()[index];
  }

  @Test
  void containerThatARunHasStartedPollsOutsideOfIt() throws Exception {
    OpenRun run = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "starter")));
    ContainerProperties properties = new ContainerProperties("later");
    properties.setGroupId("shop");
    properties.setMessageListener((MessageListener<String, String>) record -> given.add("done"));
    properties.setListenerTaskExecutor(
        new SimpleAsyncTaskExecutor() {
          @Override
          protected void doExecute(Runnable task) {
            // why: as what a run hands to an executor is
            super.doExecute(
                () -> {
                  Object before = JobRuns.attach(run);
                  try {
                    task.run();
                  } finally {
                    JobRuns.restore(before);
                  }
                });
          }
        });
    KafkaMessageListenerContainer<String, String> container =
        new KafkaMessageListenerContainer<>(
            new DefaultKafkaConsumerFactory<>(
                Map.of(
                    "bootstrap.servers",
                    broker.servers(),
                    "auto.offset.reset",
                    "earliest",
                    "interceptor.classes",
                    Polled.class.getName()),
                new StringDeserializer(),
                new StringDeserializer()),
            properties);
    send("later", "a book", null);
    container.start();
    try {
      assertThat(take()).isEqualTo("done");
      assertThat(Polled.IN_RUN.poll(60, TimeUnit.SECONDS)).isFalse();
      isOf(runs.take(), "later").succeeded();
    } finally {
      container.stop();
    }
    JobRuns.end(run, RunResult.succeeded());
    runs.take().isJob("test", null, "starter").succeeded();
  }

  @Test
  void recordIsARunOfItsTraceAndWhatTheListenerRunsIsInside() throws Exception {
    send("orders", "a book", ONE);
    send("orders", "a pen", null);
    ProducerRecord<String, String> capital = new ProducerRecord<>("orders", 0, null, "ink");
    capital.headers().add("TraceParent", OTHER.getBytes(StandardCharsets.UTF_8));
    producer.send(capital).get(60, TimeUnit.SECONDS);
    MessageListener<String, String> listener =
        record -> {
          JobRuns.end(
              JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", record.value()))),
              RunResult.succeeded());
          given.add(record.value());
        };
    KafkaMessageListenerContainer<String, String> container = listen("orders", listener);
    try {
      assertThat(take()).isEqualTo("a book");
      assertThat(take()).isEqualTo("a pen");
      RunAssert job = runs.take().isJob("test", null, "a book").succeeded();
      RunAssert first =
          isOf(runs.take(), "orders")
              .hasAttribute("messaging.destination.partition.id", "0")
              .hasAttribute("messaging.kafka.offset", 0L)
              .succeeded();
      job.isInside(first);
      assertThat(traceOf(first)).isEqualTo(ONE);
      RunAssert next = runs.take().isJob("test", null, "a pen").succeeded();
      RunAssert second = isOf(runs.take(), "orders").succeeded();
      next.isInside(second);
      assertThat(traceOf(second)).isNull();
      RunAssert last = runs.take().isJob("test", null, "ink").succeeded();
      RunAssert third = isOf(runs.take(), "orders").succeeded();
      last.isInside(third);
      assertThat(traceOf(third)).isEqualTo(OTHER);
    } finally {
      container.stop();
    }
  }

  @Test
  void whatAListenerThrowsIsTheFailure() throws Exception {
    send("broken", "a book", null);
    send("broken", "a pen", null);
    MessageListener<String, String> listener =
        record -> {
          given.add(record.value());
          IllegalStateException failure = new IllegalStateException("no stock");
          throw record.value().equals("a pen")
              ? new ListenerExecutionFailedException("as of a method", failure)
              : failure;
        };
    KafkaMessageListenerContainer<String, String> container = listen("broken", listener);
    try {
      assertThat(take()).isEqualTo("a book");
      isOf(runs.take(), "broken").failedWith(IllegalStateException.class, "no stock");
      assertThat(take()).isEqualTo("a pen");
      isOf(runs.take(), "broken").failedWith(IllegalStateException.class, "no stock");
    } finally {
      container.stop();
    }
  }

  @Test
  void batchIsOneRunWithLinksToTheTracesOfItsRecords() throws Exception {
    send("batch", "a book", ONE);
    send("batch", "a pen", null);
    send("batch", "ink", OTHER);
    send("batch", "a desk", ONE);
    BatchMessageListener<String, String> listener =
        records -> given.add(records.stream().map(ConsumerRecord::value).toList());
    KafkaMessageListenerContainer<String, String> container = listen("batch", listener);
    try {
      assertThat(take()).isEqualTo(List.of("a book", "a pen", "ink", "a desk"));
      RunAssert run =
          isOf(runs.take(), "batch").hasAttribute("messaging.batch.message_count", 4L).succeeded();
      assertThat(run.run().links()).containsExactly(ONE, OTHER);
      assertThat(run.run().headers()).isNull();
    } finally {
      container.stop();
    }
  }

  @Test
  void batchThatFailsIsAFailedRun() throws Exception {
    send("bad-batch", "a book", null);
    BatchMessageListener<String, String> listener =
        records -> {
          throw new IllegalStateException("no stock");
        };
    KafkaMessageListenerContainer<String, String> container = listen("bad-batch", listener);
    try {
      isOf(runs.take(), "bad-batch")
          .hasAttribute("messaging.batch.message_count", 1L)
          .failedWith(IllegalStateException.class, "no stock");
    } finally {
      container.stop();
    }
  }
}
