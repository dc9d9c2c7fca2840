package io.batchmon.instrumentation.springkafka;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.ListenerExecutionFailedException;

/** A listener is given a record, which may name the trace that it is a part of. */
public final class RecordAdvice {
  private static final int LONGEST_HEADER = 8192;

  private RecordAdvice() {}

  public static @Nullable OpenRun enter(
      Object consumer, ConsumerRecord<?, ?> record, @Nullable String group) {
    String[] names = JobRuns.incomingHeaders();
    String[] values = new String[names.length];
    for (Header header : record.headers()) {
      byte[] value = header.value();
      for (int i = 0; i < names.length; i++) {
        // why: over HTTP case means nothing, so senders differ in it
        if (names[i].equalsIgnoreCase(header.key())
            && value != null
            && value.length <= LONGEST_HEADER) {
          values[i] = new String(value, StandardCharsets.UTF_8);
        }
      }
    }
    OpenRun run =
        JobRuns.begin(
            JobRun.builder(RunKind.REQUEST, JobName.of("kafka", "process " + record.topic()))
                .headers(values)
                .attributes(
                    "messaging.system",
                    "kafka",
                    "messaging.operation.type",
                    "process",
                    "messaging.operation.name",
                    "process",
                    "messaging.destination.name",
                    record.topic(),
                    "messaging.destination.partition.id",
                    String.valueOf(record.partition()),
                    "messaging.kafka.offset",
                    record.offset())
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
