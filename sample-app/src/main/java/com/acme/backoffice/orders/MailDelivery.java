package com.acme.backoffice.orders;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Runs the mail queue from an executor of its own, which never runs it again once it has thrown.
 */
@Component
public class MailDelivery implements AutoCloseable {
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> schedule;

  public MailDelivery(@Value("${mail-queue.every}") Duration every) {
    schedule =
        executor.scheduleWithFixedDelay(
            new MailQueue(), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Done only when the schedule has died. */
  public ScheduledFuture<?> schedule() {
    return schedule;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
