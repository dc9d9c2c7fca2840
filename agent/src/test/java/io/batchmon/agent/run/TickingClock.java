package io.batchmon.agent.run;

import java.time.Duration;

/** A clock that a test moves. */
public final class TickingClock implements Clock {
  private long millis = 1_767_225_600_000L;
  private long nanos = 1;

  public synchronized TickingClock tick(Duration time) {
    millis += time.toMillis();
    nanos += time.toNanos();
    return this;
  }

  @Override
  public synchronized long currentMillis() {
    return millis;
  }

  @Override
  public synchronized long nanoTime() {
    return nanos;
  }
}
