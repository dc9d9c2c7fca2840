package io.batchmon.instrumentation.rabbitmq;

import com.rabbitmq.client.Consumer;
import io.batchmon.job.JobRuns;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers of a consumer which queue it is for; of one for several queues, nothing. */
public final class ConsumeAdvice {
  private static final String SEVERAL = "";

  private ConsumeAdvice() {}

  public static void enter(
      Object channel,
      @Nullable String queue,
      boolean autoAck,
      @Nullable String consumerTag,
      boolean noLocal,
      boolean exclusive,
      @Nullable Map<String, Object> arguments,
      @Nullable Consumer consumer) {
    if (consumer != null && queue != null) {
      Object before = JobRuns.noted(consumer);
      JobRuns.note(consumer, before == null || before.equals(queue) ? queue : SEVERAL);
    }
  }
}
