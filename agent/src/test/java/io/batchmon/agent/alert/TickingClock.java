package io.batchmon.agent.alert;

import io.batchmon.agent.run.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes when a test says so. */
public final class TickingClock implements Clock {
  /** 2026-01-01T02:00:00Z. */
  public static final long START = 1_767_232_800_000L;

  private final AtomicLong nanos = new AtomicLong();

  public void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Override
  public long currentMillis() {
    return START + nanos.get() / 1_000_000;
  }

  @Override
  public long nanoTime() {
    return 77 + nanos.get();
  }
}
