package io.batchmon.agent.alert;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What is remembered of a job's runs, to tell the usual from the unusual. Written by the job's
 * threads without a lock: two runs that end at once may cost one of them its place. What earlier
 * JVMs of the service have saved stands behind what was seen in this one.
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

  private static final AtomicLongFieldUpdater<JobHistory> MISSED =
      AtomicLongFieldUpdater.newUpdater(JobHistory.class, "missed");
  private static final AtomicLongFieldUpdater<JobHistory> SUCCESSES =
      AtomicLongFieldUpdater.newUpdater(JobHistory.class, "successes");
  private static final long[] NONE = {};

  private final long[] durations = new long[DURATIONS];
  private volatile long successes;
  private volatile boolean ran;
  private volatile long saved;
  private volatile long[] earlier = NONE;
  private volatile long earlierSuccessMillis;
  private volatile long lastSuccessMillis;
  private volatile long longestMillis;
  private volatile long runs;
  private volatile long failures;
  private volatile long missed;

  /** A run succeeded. */
  void succeeded(long endMillis, long durationMillis) {
    RUNS.incrementAndGet(this);
    ran = true;
    durations[(int) (successes % DURATIONS)] = durationMillis;
    SUCCESSES.incrementAndGet(this);
    lastSuccessMillis = endMillis;
    longestMillis = Math.max(longestMillis, durationMillis);
  }

  /** A run failed. */
  void failed() {
    ran = true;
    RUNS.incrementAndGet(this);
    FAILURES.incrementAndGet(this);
  }

  /** A run did not start when it should have. */
  void missedOne() {
    MISSED.incrementAndGet(this);
  }

  /** Whether a run of it has ended in this JVM. */
  boolean hasRun() {
    return ran;
  }

  /** Epoch milliseconds; 0 if there was none. */
  long lastSuccessMillis() {
    return Math.max(lastSuccessMillis, earlierSuccessMillis);
  }

  private int own() {
    return (int) Math.min(successes, DURATIONS);
  }

  /** How many durations {@link #usualMillis} is the median of. */
  int known() {
    return Math.min(DURATIONS, own() + earlier.length);
  }

  /** The median of the last successful durations; -1 if there are too few. */
  long usualMillis() {
    int count = own();
    long[] before = earlier;
    int older = Math.min(before.length, DURATIONS - count);
    if (count + older < ENOUGH) {
      return -1;
    }
    long[] sorted = Arrays.copyOf(durations, count + older);
    System.arraycopy(before, before.length - older, sorted, count, older);
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /**
   * What earlier JVMs have saved.
   *
   * @param millis of the durations, oldest first
   */
  void recall(long successMillis, long[] millis) {
    earlier = millis.clone();
    earlierSuccessMillis = successMillis;
  }

  /** Whether there were successes since {@link #saved}. */
  boolean isUnsaved() {
    return successes != saved;
  }

  /** The durations that are to be saved, oldest first. */
  long[] unsaved() {
    long until = successes;
    int count = (int) Math.min(until - saved, DURATIONS);
    long[] millis = new long[count];
    for (int i = 0; i < count; i++) {
      millis[i] = durations[(int) ((until - count + i) % DURATIONS)];
    }
    return millis;
  }

  /** So many successes are saved, of which {@link #successes} told before they were. */
  void saved(long until) {
    saved = until;
  }

  /** Successful runs in this JVM. */
  long successes() {
    return successes;
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

  /** Runs that did not start. */
  long missed() {
    return missed;
  }

  /** Begins to count anew, for the next digest. */
  void startOver() {
    runs = 0;
    failures = 0;
    missed = 0;
    longestMillis = 0;
  }
}
