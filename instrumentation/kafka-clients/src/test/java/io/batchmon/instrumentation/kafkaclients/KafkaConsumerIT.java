package io.batchmon.instrumentation.kafkaclients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a run is seen to poll, at a real broker. */
class KafkaConsumerIT {
  private static final String ONE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String OTHER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203332-01";

  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new KafkaClientsInstrumentation());

  @RegisterExtension static final SharedBroker broker = new SharedBroker();

  private static KafkaProducer<String, String> producer;

  @BeforeAll
  static void start() throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.servers(), "reconnect.backoff.max.ms", "200");
    producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    // why: waits until the broker is up
    producer.send(new ProducerRecord<>("first", "up")).get(60, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    producer.close();
  }

  private static void send(String topic, String value, String traceParent) throws Exception {
    ProducerRecord<String, String> record = new ProducerRecord<>(topic, value);
    if (traceParent != null) {
      record.headers().add("traceparent", traceParent.getBytes(StandardCharsets.UTF_8));
    }
    producer.send(record).get(60, TimeUnit.SECONDS);
  }

  private static KafkaConsumer<String, String> consumer(String... topics) {
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.servers()),
            new StringDeserializer(),
            new StringDeserializer());
    consumer.assign(partitions(topics));
    consumer.seekToBeginning(partitions(topics));
    return consumer;
  }

  private static List<TopicPartition> partitions(String... topics) {
    return Stream.of(topics).map(topic -> new TopicPartition(topic, 0)).toList();
  }

  private static List<String> poll(KafkaConsumer<String, String> consumer, int records) {
    List<String> values = new ArrayList<>();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (values.size() < records && System.nanoTime() < until) {
      for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
        values.add(record.value());
      }
    }
    return values;
  }

  private static OpenRun begin() {
    return JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("test", "nightly")).byScheduler().build());
  }

  private static RunAssert end(OpenRun job) {
    JobRuns.end(job, RunResult.succeeded());
    return runs.take().succeeded();
  }

  @Test
  void recordsThatARunPolledAreOneCallWithLinksToTheirSenders() throws Exception {
    send("polled", "a book", ONE);
    send("polled", "a pen", OTHER);
    send("polled", "an ink", ONE);
    send("polled", "a cup", "none");
    send("polled", "a tea", null);
    try (KafkaConsumer<String, String> consumer = consumer("polled")) {
      OpenRun job = begin();
      long before = System.nanoTime();
      assertThat(poll(consumer, 5)).containsExactly("a book", "a pen", "an ink", "a cup", "a tea");
      long took = System.nanoTime() - before;

      assertThat(JobRuns.current()).isSameAs(job);
      RunAssert call =
          runs.take()
              .is(RunKind.CALL, "kafka", null, "poll polled")
              .hasAttribute("messaging.system", "kafka")
              .hasAttribute("messaging.operation.type", "receive")
              .hasAttribute("messaging.operation.name", "poll")
              .hasAttribute("messaging.destination.name", "polled")
              .hasAttribute("messaging.batch.message_count", 5L)
              .hasAttribute("messaging.message.body.size", 27L)
              .succeeded();
      assertThat(call.run().links()).containsExactly(ONE, OTHER);
      assertThat(call.run().agoNanos()).isBetween(1L, took);
      call.isInside(end(job));
    }
  }

  @Test
  void eachTopicIsACallOfItsOwn() throws Exception {
    send("left", "a book", ONE);
    send("right", "a pen", OTHER);
    try (KafkaConsumer<String, String> consumer = consumer("left", "right")) {
      OpenRun job = begin();
      assertThat(poll(consumer, 2)).containsExactlyInAnyOrder("a book", "a pen");

      RunAssert one = runs.take().succeeded();
      RunAssert other = runs.take().succeeded();
      assertThat(List.of(one.run().name().name(), other.run().name().name()))
          .containsExactlyInAnyOrder("poll left", "poll right");
      boolean isLeft = one.run().name().name().equals("poll left");
      assertThat(one.run().links()).containsExactly(isLeft ? ONE : OTHER);
      assertThat(other.run().links()).containsExactly(isLeft ? OTHER : ONE);
      RunAssert nightly = end(job);
      one.isInside(nightly);
      other.isInside(nightly);
    }
  }

  @Test
  void pollsOfVeryManyAreOnlyCounted() throws Exception {
    send("many", "a book", ONE);
    send("many", "a pen", ONE);
    try (KafkaConsumer<String, String> consumer = consumer("many")) {
      OpenRun job = begin();
      runs.sumUpMessages();
      assertThat(poll(consumer, 2)).hasSize(2);

      long messages = 0;
      long bytes = 0;
      while (messages < 2) {
        Summed summed = runs.takeSummed();
        assertThat(summed.operation()).isEqualTo("poll");
        assertThat(summed.destination()).isEqualTo("many");
        assertThat(summed.result().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        messages += summed.messages();
        bytes += summed.bytes();
      }
      assertThat(bytes).isEqualTo(11);
      end(job);
    }
  }

  @Test
  void outsideARunAndWithoutRecordsNothingHappens() throws Exception {
    send("silent", "a book", ONE);
    try (KafkaConsumer<String, String> consumer = consumer("silent")) {
      assertThat(poll(consumer, 1)).hasSize(1);
      OpenRun job = begin();
      assertThat(consumer.poll(Duration.ofMillis(1)).isEmpty()).isTrue();
      end(job);
    }
  }

  @Test
  void consumerThatIsWokenUpHasNotFailed() {
    try (KafkaConsumer<String, String> consumer = consumer("first")) {
      consumer.seekToEnd(partitions("first"));
      OpenRun job = begin();
      consumer.wakeup();
      assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(60)))
          .isInstanceOf(WakeupException.class);
      end(job);
    }
  }

  @Test
  void recordThatCannotBeReadIsTheFailure() throws Exception {
    send("poison", "no number", ONE);
    try (KafkaConsumer<String, Integer> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.servers()),
            new StringDeserializer(),
            new IntegerDeserializer())) {
      consumer.assign(partitions("poison"));
      consumer.seekToBeginning(partitions("poison"));
      OpenRun job = begin();
      RuntimeException thrown = null;
      for (int i = 0; i < 60 && thrown == null; i++) {
        try {
          assertThat(consumer.poll(Duration.ofSeconds(1)).isEmpty()).isTrue();
        } catch (RuntimeException failure) {
          thrown = failure;
        }
      }

      RunAssert call = runs.take().is(RunKind.CALL, "kafka", null, "poll");
      assertThat(thrown).isNotNull();
      call.failedWith(thrown.getClass(), thrown.getMessage());
      assertThat(call.result().failure()).isSameAs(thrown);
      call.isInside(end(job));
    }
  }

  /** The way to poll that 4.0 has taken away. */
  @Test
  void pollByMillisecondsIsOneCallWhereThereIsSuch() throws Exception {
    Method poll =
        Arrays.stream(KafkaConsumer.class.getMethods())
            .filter(method -> method.getName().equals("poll"))
            .filter(method -> method.getParameterTypes()[0] == long.class)
            .findAny()
            .orElse(null);
    assertThat(poll == null).isEqualTo(System.getProperty("version.line").equals("newest"));
    if (poll == null) {
      return;
    }
    send("old", "a book", ONE);
    try (KafkaConsumer<String, String> consumer = consumer("old")) {
      OpenRun job = begin();
      int count = 0;
      for (int i = 0; i < 60 && count == 0; i++) {
        count = countOf(poll.invoke(consumer, 1000L));
      }
      assertThat(count).isEqualTo(1);

      runs.take().is(RunKind.CALL, "kafka", null, "poll old").succeeded().isInside(end(job));
    } catch (InvocationTargetException failure) {
      throw new AssertionError(failure.getCause());
    }
  }

  private static int countOf(Object records) {
    return ((ConsumerRecords<?, ?>) records).count();
  }
}
