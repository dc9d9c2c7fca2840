package io.batchmon.instrumentation.rabbitmq;

import com.rabbitmq.client.GetResponse;
import io.batchmon.job.AmqpMessages;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.job.SummedCall;
import org.jspecify.annotations.Nullable;

/** Around the getting of a message in a run. What brought none is nothing. */
public final class GetAdvice {
  private GetAdvice() {}

  public static @Nullable Long enter(Object channel) {
    OpenRun around = JobRuns.current();
    return around == null || around.kind() == RunKind.CALL ? null : System.nanoTime();
  }

  public static void exit(
      Long began,
      Object channel,
      @Nullable String queue,
      boolean autoAck,
      @Nullable GetResponse got,
      @Nullable Throwable thrown) {
    OpenRun around = JobRuns.current();
    if (around == null || (got == null && thrown == null)) {
      return;
    }
    long nanos = System.nanoTime() - began;
    RunResult result = thrown == null ? RunResult.succeeded() : RunResult.failed(thrown);
    String destination = AmqpMessages.cameFrom(queue, null, null);
    byte[] body = got == null ? null : got.getBody();
    long size = body == null ? 0 : body.length;
    SummedCall summed = JobRuns.summed(around, AmqpMessages.SYSTEM, "receive", destination);
    if (summed != null) {
      summed.counts(got == null ? 0 : 1, size);
      summed.agoNanos(nanos);
      JobRuns.end(summed, result);
      return;
    }
    JobRun.Builder call =
        JobRun.builder(RunKind.CALL, JobName.of(AmqpMessages.SYSTEM, "receive " + destination))
            .agoNanos(nanos)
            .attributes(
                "messaging.system",
                AmqpMessages.SYSTEM,
                "messaging.operation.type",
                "receive",
                "messaging.operation.name",
                "receive",
                "messaging.destination.name",
                destination);
    if (got != null) {
      call.attributes(
              "messaging.batch.message_count",
              1L,
              "messaging.message.body.size",
              size,
              "messaging.rabbitmq.message.delivery_tag",
              got.getEnvelope().getDeliveryTag())
          .attribute("messaging.message.id", got.getProps().getMessageId());
      String sender = AmqpMessages.traceParent(got.getProps().getHeaders());
      if (sender != null) {
        call.links(sender);
      }
    }
    JobRuns.end(JobRuns.begin(call.build()), result);
  }
}
