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
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each record that is sent becomes, at a real broker. */
class KafkaProducerIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new KafkaClientsInstrumentation());

  @RegisterExtension static final SharedBroker broker = new SharedBroker();

  private static KafkaProducer<String, String> producer;

  @BeforeAll
  static void start() throws Exception {
    producer = producer(Map.of());
    // why: waits until the broker is up, outside all runs
    producer.send(new ProducerRecord<>("first", "up")).get(60, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    producer.close();
  }

  private static KafkaProducer<String, String> producer(Map<String, Object> more) {
    Map<String, Object> settings =
        new HashMap<>(
            Map.of(
                "bootstrap.servers",
                broker.servers(),
                "client.id",
                "shop",
                "reconnect.backoff.max.ms",
                "200",
                "key.serializer",
                StringSerializer.class,
                "value.serializer",
                StringSerializer.class));
    settings.putAll(more);
    return new KafkaProducer<>(settings);
  }

  private static OpenRun begin(String name) {
    return JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("test", name)).byScheduler().build());
  }

  private static RunAssert end(OpenRun job) {
    JobRuns.end(job, RunResult.succeeded());
    return runs.take().succeeded();
  }

  /** The only record of this topic as it came to the broker; looked for outside of all runs. */
  private static ConsumerRecord<String, String> received(String topic) {
    Object before = JobRuns.suspend();
    try {
      return firstOf(topic);
    } finally {
      JobRuns.restore(before);
    }
  }

  private static ConsumerRecord<String, String> firstOf(String topic) {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.servers());
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (System.nanoTime() < until) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          return record;
        }
      }
    }
    throw new AssertionError("no record came");
  }

  private static String textOf(Header header) {
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Test
  void recordOfARunIsAPartOfItAndCarriesItsTrace() throws Exception {
    OpenRun job = begin("nightly");
    RecordMetadata sent =
        producer
            .send(new ProducerRecord<>("orders", 0, 1_700_000_000_000L, "17", "a book"))
            .get(60, TimeUnit.SECONDS);

    ConsumerRecord<String, String> came = received("orders");
    assertThat(came.key()).isEqualTo("17");
    assertThat(came.value()).isEqualTo("a book");
    assertThat(came.timestamp()).isEqualTo(1_700_000_000_000L);
    assertThat(came.partition()).isEqualTo(sent.partition());
    runs.take()
        .is(RunKind.CALL, "kafka", null, "send orders")
        .hasAttribute("messaging.system", "kafka")
        .hasAttribute("messaging.operation.type", "send")
        .hasAttribute("messaging.operation.name", "send")
        .hasAttribute("messaging.destination.name", "orders")
        .hasAttribute("messaging.client.id", "shop")
        .hasAttribute("server.address", "localhost")
        .hasAttribute("server.port", (long) broker.port())
        .endedWithAttribute("messaging.destination.partition.id", "0")
        .endedWithAttribute("messaging.kafka.offset", sent.offset())
        .isNamedBy(textOf(came.headers().lastHeader("traceparent")))
        .succeeded()
        .isInside(end(job));
  }

  @Test
  void outsideARunNothingHappens() throws Exception {
    ProducerRecord<String, String> record = new ProducerRecord<>("quiet", "a book");
    producer.send(record).get(60, TimeUnit.SECONDS);

    assertThat(received("quiet").headers().toArray()).isEmpty();
  }

  @Test
  void headersOfTheApplicationStayAndItsRecordIsLeftAlone() throws Exception {
    String its = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    ProducerRecord<String, String> traced = new ProducerRecord<>("traced", "a book");
    traced.headers().add("Traceparent", its.getBytes(StandardCharsets.UTF_8));
    ProducerRecord<String, String> tagged = new ProducerRecord<>("tagged", "a book");
    tagged.headers().add("tag", new byte[] {1});
    OpenRun job = begin("nightly");
    producer.send(traced).get(60, TimeUnit.SECONDS);
    RunAssert first = runs.take().succeeded();
    producer.send(tagged).get(60, TimeUnit.SECONDS);
    RunAssert second = runs.take().succeeded();

    ConsumerRecord<String, String> untouched = received("traced");
    assertThat(textOf(untouched.headers().lastHeader("Traceparent"))).isEqualTo(its);
    assertThat(untouched.headers().lastHeader("traceparent")).isNull();
    ConsumerRecord<String, String> came = received("tagged");
    assertThat(came.headers().lastHeader("tag").value()).containsExactly(1);
    second.isNamedBy(textOf(came.headers().lastHeader("traceparent")));
    assertThat(tagged.headers().toArray()).extracting(Header::key).containsExactly("tag");
    RunAssert nightly = end(job);
    first.isInside(nightly);
    second.isInside(nightly);
  }

  @Test
  void recordThatIsSentAgainHasTheTraceOfThatTime() throws Exception {
    ProducerRecord<String, String> record = new ProducerRecord<>("again", "a book");
    OpenRun job = begin("nightly");
    RecordMetadata once = producer.send(record).get(60, TimeUnit.SECONDS);
    RecordMetadata twice = producer.send(record).get(60, TimeUnit.SECONDS);

    assertThat(twice.offset()).isEqualTo(once.offset() + 1);
    RunAssert first = runs.take().succeeded();
    RunAssert second = runs.take().succeeded();
    first.isNamedBy(textOf(received("again").headers().lastHeader("traceparent")));
    assertThat(second.traceParent()).isNotEqualTo(first.traceParent());
    RunAssert nightly = end(job);
    first.isInside(nightly);
    second.isInside(nightly);
  }

  /** Keeps what it was told, and for which run. */
  private static final class Told implements Callback {
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private volatile OpenRun current;

    @Override
    public void onCompletion(RecordMetadata metadata, Exception failure) {
      current = JobRuns.current();
      told.add(failure == null ? metadata : failure);
    }

    Object take() throws InterruptedException {
      Object next = told.poll(60, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("the callback was not called");
      }
      return next;
    }
  }

  @Test
  void callbackWorksForTheRunThatSent() throws Exception {
    Told told = new Told();
    OpenRun job = begin("nightly");
    RecordMetadata sent =
        producer.send(new ProducerRecord<>("called", "a book"), told).get(60, TimeUnit.SECONDS);

    assertThat(((RecordMetadata) told.take()).offset()).isEqualTo(sent.offset());
    assertThat(told.current).isSameAs(job);
    runs.take().succeeded().isInside(end(job));
  }

  @Test
  void oneOfVeryManyIsOnlyCountedAndNamesTheRunThatSent() throws Exception {
    Told told = new Told();
    OpenRun job = begin("nightly");
    runs.sumUpMessages();
    ProducerRecord<String, String> record = new ProducerRecord<>("counted", "17", "a book");
    RecordMetadata sent = producer.send(record, told).get(60, TimeUnit.SECONDS);

    assertThat(((RecordMetadata) told.take()).offset()).isEqualTo(sent.offset());
    assertThat(told.current).isSameAs(job);
    Summed summed = runs.takeSummed();
    assertThat(summed.operation()).isEqualTo("send");
    assertThat(summed.destination()).isEqualTo("counted");
    assertThat(summed.messages()).isEqualTo(1);
    assertThat(summed.bytes()).isEqualTo(6);
    assertThat(summed.result().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    String header = textOf(received("counted").headers().lastHeader("traceparent"));
    assertThat(record.headers().toArray()).isEmpty();
    end(job).isNamedBy(header);
  }

  @Test
  void oneOfVeryManyThatIsRefusedHasFailed() throws Exception {
    Told told = new Told();
    try (KafkaProducer<String, String> small = producer(Map.of("max.request.size", 1000))) {
      OpenRun job = begin("nightly");
      runs.sumUpMessages();
      ProducerRecord<String, String> record = new ProducerRecord<>("small", "x".repeat(2000));
      assertThatThrownBy(() -> small.send(record, told).get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(RecordTooLargeException.class);

      assertThat(runs.takeSummed().result().failure()).isSameAs(told.take());
      end(job);
    }
  }

  @Test
  void ofManyWhatSendThrowsIsTheFailure() {
    try (KafkaProducer<String, String> broken =
        producer(Map.of("value.serializer", Broken.class))) {
      OpenRun job = begin("nightly");
      runs.sumUpMessages();
      assertThatThrownBy(() -> broken.send(new ProducerRecord<>("broken", "a book")))
          .isInstanceOf(SerializationException.class);

      assertThat(runs.takeSummed().result().failure()).isInstanceOf(SerializationException.class);
      end(job);
    }
  }

  @Test
  void recordThatTheBrokerRefusesHasFailed() throws Exception {
    Told told = new Told();
    try (KafkaProducer<String, String> large = producer(Map.of("max.request.size", 4_000_000))) {
      OpenRun job = begin("nightly");
      ProducerRecord<String, String> record = new ProducerRecord<>("large", "x".repeat(2_000_000));
      assertThatThrownBy(() -> large.send(record, told).get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(RecordTooLargeException.class);

      Exception failure = (Exception) told.take();
      runs.take()
          .is(RunKind.CALL, "kafka", null, "send large")
          .failedWith(RecordTooLargeException.class, failure.getMessage())
          .isInside(end(job));
    }
  }

  @Test
  void recordThatTheClientRefusesHasFailed() throws Exception {
    Told told = new Told();
    try (KafkaProducer<String, String> small = producer(Map.of("max.request.size", 1000))) {
      OpenRun job = begin("nightly");
      ProducerRecord<String, String> record = new ProducerRecord<>("small", "x".repeat(2000));
      assertThatThrownBy(() -> small.send(record, told).get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(RecordTooLargeException.class);

      Exception failure = (Exception) told.take();
      assertThat(told.current).isSameAs(job);
      assertThat(JobRuns.current()).isSameAs(job);
      runs.take()
          .failedWith(RecordTooLargeException.class, failure.getMessage())
          .isInside(end(job));
    }
  }

  /** Cannot write anything. */
  public static final class Broken implements Serializer<String> {
    @Override
    public byte[] serialize(String topic, String data) {
      throw new SerializationException("no such schema");
    }

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {}

    @Override
    public void close() {}
  }

  @Test
  void whatSendThrowsIsTheFailure() {
    try (KafkaProducer<String, String> broken =
        producer(Map.of("value.serializer", Broken.class))) {
      OpenRun job = begin("nightly");
      assertThatThrownBy(() -> broken.send(new ProducerRecord<>("broken", "a book")))
          .isInstanceOf(SerializationException.class);

      assertThat(JobRuns.current()).isSameAs(job);
      runs.take().failedWith(SerializationException.class, "no such schema").isInside(end(job));
    }
  }

  @Test
  void brokerThatIsNotThereIsTheFailure() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String servers = "localhost:" + port + ",127.0.0.1:" + port;
    Told told = new Told();
    try (KafkaProducer<String, String> nowhere =
        producer(Map.of("bootstrap.servers", servers, "max.block.ms", 100))) {
      OpenRun job = begin("nightly");
      assertThatThrownBy(
              () ->
                  nowhere
                      .send(new ProducerRecord<>("nowhere", "a book"), told)
                      .get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(TimeoutException.class);

      Exception failure = (Exception) told.take();
      RunAssert call =
          runs.take().failedWith(TimeoutException.class, failure.getMessage()).isInside(end(job));
      for (int i = 0; i < call.run().attributeCount(); i++) {
        assertThat(call.run().attributeName(i)).doesNotStartWith("server.");
      }
    }
  }
}
