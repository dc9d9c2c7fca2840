package io.batchmon.instrumentation.springkafka;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.ListenerExecutionFailedException;

/** A listener is given all that a poll brought: a trace of its own, linked to those of records. */
public final class BatchAdvice {
  private static final int MOST_LINKS = 128;
  private static final int LENGTH_OF_LINK = 55;

  private BatchAdvice() {}

  public static @Nullable OpenRun enter(
      Object consumer,
      ConsumerRecords<?, ?> records,
      @Nullable Object list,
      @Nullable String group) {
    Set<String> links = new LinkedHashSet<>();
    String topic = null;
    boolean several = false;
    for (ConsumerRecord<?, ?> record : records) {
      several = several || (topic != null && !topic.equals(record.topic()));
      topic = record.topic();
      Header header =
          links.size() == MOST_LINKS ? null : record.headers().lastHeader("traceparent");
      byte[] value = header == null ? null : header.value();
      if (value != null && value.length == LENGTH_OF_LINK) {
        links.add(new String(value, StandardCharsets.UTF_8));
      }
    }
    String name = several || topic == null ? "process" : "process " + topic;
    OpenRun run =
        JobRuns.begin(
            JobRun.builder(RunKind.REQUEST, JobName.of("kafka", name))
                .links(links.toArray(new String[0]))
                .attributes(
                    "messaging.system", "kafka",
                    "messaging.operation.type", "process",
                    "messaging.operation.name", "process",
                    "messaging.batch.message_count", (long) records.count())
                .attribute("messaging.destination.name", several ? null : topic)
                .attribute("messaging.consumer.group.name", group)
                .build());
    return run == OpenRun.NONE ? null : run;
  }

  public static void exit(OpenRun run, Object consumer, @Nullable Throwable thrown) {
    Throwable failure = thrown;
    if (thrown instanceof ListenerExecutionFailedException && thrown.getCause() != null) {
      failure = thrown.getCause();
    }
    JobRuns.end(run, failure == null ? RunResult.succeeded() : RunResult.failed(failure));
  }
}
