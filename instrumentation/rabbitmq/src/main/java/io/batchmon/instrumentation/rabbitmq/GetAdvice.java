package io.batchmon.instrumentation.rabbitmq;

import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import io.batchmon.job.AmqpMessages;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;

/** Around the getting of a message, of which there may be none. */
public final class GetAdvice {
  private GetAdvice() {}

  public static @Nullable OpenRun enter(Object channel, @Nullable String queue) {
    OpenRun around = JobRuns.current();
    if (around == null || around.kind() == RunKind.CALL) {
      return null;
    }
    String destination = AmqpMessages.cameFrom(queue, null, null);
    OpenRun run =
        JobRuns.begin(
            JobRun.builder(RunKind.CALL, JobName.of(AmqpMessages.SYSTEM, "receive " + destination))
                .attributes(
                    "messaging.system",
                    AmqpMessages.SYSTEM,
                    "messaging.operation.type",
                    "receive",
                    "messaging.operation.name",
                    "receive",
                    "messaging.destination.name",
                    destination)
                .build());
    return run == OpenRun.NONE ? null : run;
  }

  public static void exit(
      OpenRun run,
      Object channel,
      @Nullable String queue,
      boolean autoAck,
      @Nullable GetResponse got,
      @Nullable Throwable thrown) {
    if (thrown != null) {
      JobRuns.end(run, RunResult.failed(thrown));
      return;
    }
    RunResult result = RunResult.succeeded();
    Envelope envelope = got == null ? null : got.getEnvelope();
    if (envelope == null) {
      result = result.withAttribute("messaging.batch.message_count", 0);
    } else {
      result =
          result.withAttributes(
              "messaging.batch.message_count",
              1L,
              "messaging.rabbitmq.message.delivery_tag",
              envelope.getDeliveryTag());
    }
    JobRuns.end(run, result);
  }
}
