package io.batchmon.instrumentation.kafkaclients;

import io.batchmon.job.HasCall;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.job.SummedCall;
import java.util.List;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Around the sending of a record, before interceptors; and the callback that ends it, in Kafka's
 * thread, and then calls the application's for the run that sent.
 */
public final class SendAdvice implements Callback, HasCall {
  private final OpenRun run;
  private final OpenRun around;
  private final @Nullable Callback callback;

  private SendAdvice(OpenRun run, OpenRun around, @Nullable Callback callback) {
    this.run = run;
    this.around = around;
    this.callback = callback;
  }

  public static @Nullable SendAdvice enter(
      Object producer,
      @Nullable ProducerRecord<?, ?> record,
      @Nullable Callback callback,
      @Nullable String clientId,
      @Nullable ProducerConfig config) {
    OpenRun around = JobRuns.current();
    if (around == null || around.kind() == RunKind.CALL || record == null) {
      return null;
    }
    String topic = record.topic();
    SummedCall counted = JobRuns.summed(around, "kafka", "send", topic);
    if (counted != null) {
      return new SendAdvice(counted, around, callback);
    }
    JobRun.Builder send =
        JobRun.builder(RunKind.CALL, JobName.of("kafka", "send " + topic))
            .attribute("messaging.system", "kafka")
            .attribute("messaging.operation.type", "send")
            .attribute("messaging.operation.name", "send")
            .attribute("messaging.destination.name", topic)
            .attribute("messaging.client.id", clientId);
    List<String> servers = config == null ? null : config.getList("bootstrap.servers");
    if (servers != null && servers.size() == 1) {
      server(send, servers.get(0));
    }
    OpenRun run = JobRuns.begin(send.build());
    return run == OpenRun.NONE ? null : new SendAdvice(run, around, callback);
  }

  // why: of several, nobody knows yet which one it will be
  private static void server(JobRun.Builder send, String server) {
    int colon = server.lastIndexOf(':');
    int host = server.lastIndexOf('/') + 1;
    if (colon <= host) {
      return;
    }
    long port = 0;
    for (int i = colon + 1; i < server.length(); i++) {
      port = port * 10 + Character.digit(server.charAt(i), 10);
    }
    send.attribute("server.address", server.substring(host, colon)).attribute("server.port", port);
  }

  public static void exit(SendAdvice sending, Object producer, @Nullable Throwable thrown) {
    if (thrown == null) {
      sending.run.leave();
    } else {
      JobRuns.end(sending.run, RunResult.failed(thrown));
    }
  }

  /** What the record is sent for: the sending, or what stands for it where it is only counted. */
  @Override
  public OpenRun call() {
    return run;
  }

  @Override
  public void onCompletion(@Nullable RecordMetadata sent, @Nullable Exception failure) {
    RunResult result = failure == null ? RunResult.succeeded() : RunResult.failed(failure);
    if (run instanceof SummedCall) {
      ((SummedCall) run).counts(1, sent == null ? 0 : sent.serializedValueSize());
    } else if (sent != null && sent.partition() >= 0) {
      result =
          result.withAttribute(
              "messaging.destination.partition.id", String.valueOf(sent.partition()));
      if (failure == null) {
        result =
            result.withAttribute(
                "messaging.message.body.size", Math.max(0, sent.serializedValueSize()));
        if (sent.hasOffset()) {
          result = result.withAttribute("messaging.kafka.offset", sent.offset());
        }
      }
    }
    JobRuns.end(run, result);
    if (callback == null) {
      return;
    }
    Object before = JobRuns.attach(around);
    try {
      callback.onCompletion(sent, failure);
    } finally {
      JobRuns.restore(before);
    }
  }
}
