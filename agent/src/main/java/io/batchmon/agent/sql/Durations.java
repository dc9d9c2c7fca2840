package io.batchmon.agent.sql;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long something took, many times: total, slowest, and four counts for each power of two of
 * nanoseconds. Thread-safe, takes no lock, allocates nothing once it is made.
 */
public final class Durations {
  private static final int SHORTEST_POWER = 10;
  private static final int BUCKETS = 1 + 4 * 34;

  private final AtomicIntegerArray buckets = new AtomicIntegerArray(BUCKETS);
  private final AtomicLong total = new AtomicLong();
  private final AtomicLong slowest = new AtomicLong();
  // why: only the telemetry thread asks for what is new
  private int[] told = new int[0];

  /** Told of how often something took about that long. */
  public interface Reader {
    void took(double seconds, int times);
  }

  public void add(long nanos) {
    buckets.incrementAndGet(bucketOf(nanos));
    total.addAndGet(nanos);
    long most = slowest.get();
    while (nanos > most && !slowest.compareAndSet(most, nanos)) {
      most = slowest.get();
    }
  }

  private static int bucketOf(long nanos) {
    if (nanos < 1L << SHORTEST_POWER) {
      return 0;
    }
    int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int quarter = (int) (nanos >>> (power - 2)) & 3;
    return Math.min(BUCKETS - 1, 1 + (power - SHORTEST_POWER) * 4 + quarter);
  }

  private static long middleOf(int bucket) {
    if (bucket == 0) {
      return 1L << (SHORTEST_POWER - 1);
    }
    int power = SHORTEST_POWER + (bucket - 1) / 4;
    long width = 1L << (power - 2);
    return (4 + (bucket - 1) % 4) * width + width / 2;
  }

  public long count() {
    long count = 0;
    for (int i = 0; i < BUCKETS; i++) {
      count += buckets.get(i);
    }
    return count;
  }

  /** All of them together. */
  public long totalNanos() {
    return total.get();
  }

  public long slowestNanos() {
    return slowest.get();
  }

  /** What this part of them, such as 0.95, did not exceed by much; right to an eighth. */
  public long nanosOf(double part) {
    long rank = (long) Math.ceil(count() * part);
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += buckets.get(i);
      if (seen >= rank && seen > 0) {
        return Math.min(middleOf(i), slowest.get());
      }
    }
    return slowest.get();
  }

  /** Tells what was added since the last call; for one thread alone. */
  public void readNew(Reader reader) {
    if (told.length == 0) {
      told = new int[BUCKETS];
    }
    for (int i = 0; i < BUCKETS; i++) {
      int now = buckets.get(i);
      if (now != told[i]) {
        reader.took(middleOf(i) / 1e9, now - told[i]);
        told[i] = now;
      }
    }
  }
}
