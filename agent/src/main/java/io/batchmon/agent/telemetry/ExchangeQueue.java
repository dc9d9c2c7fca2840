package io.batchmon.agent.telemetry;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.job.RunKind;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Requests and calls that have ended, from the application's threads to the telemetry thread,
 * without a lock. Beside the queue of jobs, so that no number of requests pushes out a job. Of what
 * is refused, the durations are still counted.
 */
final class ExchangeQueue {
  /** Told of refused ones: about how long they took, and how many. */
  interface Refused {
    void refused(boolean requests, double seconds, long count);
  }

  private final ConcurrentLinkedQueue<ActiveRun> ended = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  // why: by kind and by the power of two of nanoseconds, which is as exact as the histogram at
  // its coarsest
  private final AtomicLongArray refused = new AtomicLongArray(2 * Long.SIZE);
  private final AtomicLong lostSpans = new AtomicLong();
  private final int bound;
  private final int wakeAt;

  ExchangeQueue(int bound) {
    this.bound = bound;
    this.wakeAt = Math.max(1, bound / 4);
  }

  /** Whether the telemetry thread had better be woken: true once for each filling. */
  boolean offer(ActiveRun run) {
    int now = size.incrementAndGet();
    if (now > bound) {
      size.decrementAndGet();
      int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, run.durationNanos()));
      refused.incrementAndGet(power + (run.kind() == RunKind.REQUEST ? Long.SIZE : 0));
      if (run.isSampled()) {
        lostSpans.incrementAndGet();
      }
      return false;
    }
    ended.add(run);
    return now == wakeAt;
  }

  /** Null if there is none. */
  @Nullable ActiveRun poll() {
    ActiveRun run = ended.poll();
    if (run != null) {
      size.decrementAndGet();
    }
    return run;
  }

  int size() {
    return size.get();
  }

  /** Tells what was refused since the last call; returns how many spans that would have been. */
  long takeRefused(Refused listener) {
    if (lostSpans.get() == 0 && !anyRefused()) {
      return 0;
    }
    for (int i = 0; i < refused.length(); i++) {
      long count = refused.getAndSet(i, 0);
      if (count > 0) {
        double nanos = 1.5 * Math.pow(2, i % Long.SIZE);
        listener.refused(i >= Long.SIZE, nanos / 1e9, count);
      }
    }
    return lostSpans.getAndSet(0);
  }

  private boolean anyRefused() {
    for (int i = 0; i < refused.length(); i++) {
      if (refused.get(i) > 0) {
        return true;
      }
    }
    return false;
  }
}
