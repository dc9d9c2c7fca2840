package io.batchmon.instrumentation.kafkaclients;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.job.SummedCall;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Around a poll in a run. What brought nothing is nothing. */
public final class PollAdvice {
  private static final int MOST_LINKS = 128;
  private static final int LENGTH_OF_LINK = 55;

  private PollAdvice() {}

  public static @Nullable Long enter(Object consumer) {
    OpenRun around = JobRuns.current();
    return around == null || around.kind() == RunKind.CALL ? null : System.nanoTime();
  }

  public static void exit(
      Long began,
      Object consumer,
      @Nullable ConsumerRecords<?, ?> records,
      @Nullable Throwable thrown) {
    OpenRun around = JobRuns.current();
    // why: a consumer is stopped by one of these two
    if (around == null
        || thrown instanceof WakeupException
        || thrown instanceof InterruptException) {
      return;
    }
    long nanos = System.nanoTime() - began;
    if (thrown != null) {
      JobRuns.end(JobRuns.begin(call("poll", nanos).build()), RunResult.failed(thrown));
    } else if (records != null && !records.isEmpty()) {
      Set<String> topics = new HashSet<>();
      for (TopicPartition partition : records.partitions()) {
        if (topics.add(partition.topic())) {
          tell(around, partition.topic(), records, nanos);
        }
      }
    }
  }

  private static void tell(
      OpenRun around, String topic, ConsumerRecords<?, ?> records, long nanos) {
    SummedCall summed = JobRuns.summed(around, "kafka", "poll", topic);
    Set<String> links = new LinkedHashSet<>();
    long count = 0;
    long bytes = 0;
    for (ConsumerRecord<?, ?> record : records.records(topic)) {
      count++;
      bytes += Math.max(0, record.serializedValueSize());
      if (summed == null && links.size() < MOST_LINKS) {
        Header header = record.headers().lastHeader("traceparent");
        byte[] value = header == null ? null : header.value();
        if (value != null && value.length == LENGTH_OF_LINK) {
          links.add(new String(value, StandardCharsets.UTF_8));
        }
      }
    }
    if (summed != null) {
      summed.counts(count, bytes);
      summed.agoNanos(nanos);
      JobRuns.end(summed, RunResult.succeeded());
      return;
    }
    OpenRun poll =
        JobRuns.begin(
            call("poll " + topic, nanos)
                .attribute("messaging.destination.name", topic)
                .attribute("messaging.batch.message_count", count)
                .attribute("messaging.message.body.size", bytes)
                .links(links.toArray(new String[0]))
                .build());
    JobRuns.end(poll, RunResult.succeeded());
  }

  private static JobRun.Builder call(String name, long nanos) {
    return JobRun.builder(RunKind.CALL, JobName.of("kafka", name))
        .agoNanos(nanos)
        .attributes(
            "messaging.system", "kafka",
            "messaging.operation.type", "receive",
            "messaging.operation.name", "poll");
  }
}
