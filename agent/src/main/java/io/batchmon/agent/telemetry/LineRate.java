package io.batchmon.agent.telemetry;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Lets so many lines through in each second and counts the others; takes no lock. */
final class LineRate {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final int most;
  private final AtomicLong second = new AtomicLong();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicLong refused = new AtomicLong();

  LineRate(int mostASecond) {
    most = mostASecond;
  }

  boolean take(long nowNanos) {
    long now = Math.floorDiv(nowNanos, SECOND_NANOS);
    long before = second.get();
    if (before != now && second.compareAndSet(before, now)) {
      taken.set(0);
    }
    if (taken.get() < most && taken.incrementAndGet() <= most) {
      return true;
    }
    refused.incrementAndGet();
    return false;
  }

  /** How many were refused since the last call. */
  long takeRefused() {
    return refused.get() == 0 ? 0 : refused.getAndSet(0);
  }
}
