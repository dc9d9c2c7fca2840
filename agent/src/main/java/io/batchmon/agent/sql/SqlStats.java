package io.batchmon.agent.sql;

import io.batchmon.job.SqlCall;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the statements of one shape did in one run. Thread-safe, takes no lock. */
public final class SqlStats {
  /** Where errors beyond the number of codes that are told apart go. */
  public static final String OTHER_ERROR = "_OTHER";

  private static final int MOST_CODES = 10;

  private final @Nullable SqlShape shape;
  private final Database database;
  private final Durations succeeded = new Durations();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong batched = new AtomicLong();
  private final Map<String, Durations> failed = new ConcurrentHashMap<>(4);

  /**
   * Nothing so far.
   *
   * @param shape null for all shapes beyond those that are told apart
   * @param database where the first of them went
   */
  SqlStats(@Nullable SqlShape shape, Database database) {
    this.shape = shape;
    this.database = database;
  }

  void succeeded(SqlCall call) {
    succeeded.add(call.nanos());
    if (call.rows() > 0) {
      rows.addAndGet(call.rows());
    }
    if (call.batch() > 0) {
      batches.incrementAndGet();
      batched.addAndGet(call.batch());
    }
  }

  void failed(String code, long nanos) {
    Durations durations = failed.get(code);
    if (durations == null) {
      String key = failed.size() < MOST_CODES ? code : OTHER_ERROR;
      durations = failed.computeIfAbsent(key, any -> new Durations());
    }
    durations.add(nanos);
  }

  public @Nullable SqlShape shape() {
    return shape;
  }

  public Database database() {
    return database;
  }

  /** Those that did not fail. */
  public Durations succeeded() {
    return succeeded;
  }

  /** Those that failed, by SQLState and vendor code. */
  public Map<String, Durations> failed() {
    return Collections.unmodifiableMap(failed);
  }

  /** All, failed or not. */
  public long count() {
    return succeeded.count() + errors();
  }

  public long errors() {
    long errors = 0;
    for (Durations durations : failed.values()) {
      errors += durations.count();
    }
    return errors;
  }

  public long totalNanos() {
    long nanos = succeeded.totalNanos();
    for (Durations durations : failed.values()) {
      nanos += durations.totalNanos();
    }
    return nanos;
  }

  public long slowestNanos() {
    long nanos = succeeded.slowestNanos();
    for (Durations durations : failed.values()) {
      nanos = Math.max(nanos, durations.slowestNanos());
    }
    return nanos;
  }

  /** Rows that were changed, so far as the driver said. */
  public long rows() {
    return rows.get();
  }

  /** How often several were sent as one. */
  public long batches() {
    return batches.get();
  }

  /** How many were in those. */
  public long batched() {
    return batched.get();
  }
}
