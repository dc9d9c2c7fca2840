package io.batchmon.agent.alert;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What is remembered of a job's runs in this JVM, to tell the usual from the unusual. Written by
 * the job's threads without a lock: two runs that end at once may cost one of them its place.
 */
final class JobHistory {
  /** Durations that are remembered. */
  static final int DURATIONS = 30;

  /** Below this there is no usual duration. */
  static final int ENOUGH = 3;

  private static final AtomicLongFieldUpdater<JobHistory> RUNS =
      AtomicLongFieldUpdater.newUpdater(JobHistory.class, "runs");
  private static final AtomicLongFieldUpdater<JobHistory> FAILURES =
      AtomicLongFieldUpdater.newUpdater(JobHistory.class, "failures");

  private final long[] durations = new long[DURATIONS];
  private volatile int known;
  private volatile int next;
  private volatile long lastSuccessMillis;
  private volatile long longestMillis;
  private volatile long runs;
  private volatile long failures;

  /** A run succeeded. */
  void succeeded(long endMillis, long durationMillis) {
    RUNS.incrementAndGet(this);
    int place = next;
    durations[place] = durationMillis;
    next = place + 1 == DURATIONS ? 0 : place + 1;
    known = Math.max(known, place + 1);
    lastSuccessMillis = endMillis;
    longestMillis = Math.max(longestMillis, durationMillis);
  }

  /** A run failed. */
  void failed() {
    RUNS.incrementAndGet(this);
    FAILURES.incrementAndGet(this);
  }

  /** Epoch milliseconds; 0 if there was none. */
  long lastSuccessMillis() {
    return lastSuccessMillis;
  }

  /** How many durations {@link #usualMillis} is the median of. */
  int known() {
    return known;
  }

  /** The median of the last successful durations; -1 if there are too few. */
  long usualMillis() {
    int count = known;
    if (count < ENOUGH) {
      return -1;
    }
    long[] sorted = Arrays.copyOf(durations, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }

  /** Of the longest successful run since the last {@link #startOver}. */
  long longestMillis() {
    return longestMillis;
  }

  long runs() {
    return runs;
  }

  long failures() {
    return failures;
  }

  /** Begins to count anew, for the next digest. */
  void startOver() {
    runs = 0;
    failures = 0;
    longestMillis = 0;
  }
}
