package io.batchmon.agent.sql;

import io.batchmon.job.SqlCalls;
import java.util.concurrent.atomic.AtomicLongArray;

/** Sums over the statements and connections of a run. Thread-safe. */
public final class SqlTotals {
  private static final int STATEMENTS = 0;
  private static final int NANOS = 1;
  private static final int ROWS = 2;
  private static final int ERRORS = 3;
  private static final int COMMITS = 4;
  private static final int ROLLBACKS = 5;
  private static final int SLOW = 6;
  private static final int WAITED_NANOS = 7;
  private static final int LENT = 8;
  private static final int REFUSED = 9;
  private static final int LEAKED = 10;
  private static final int ALL = 11;

  private final AtomicLongArray sums = new AtomicLongArray(ALL);

  void add(SqlTotals other) {
    for (int i = 0; i < ALL; i++) {
      sums.addAndGet(i, other.sums.get(i));
    }
  }

  void add(SqlStats stats) {
    SqlShape shape = stats.shape();
    long count = stats.count();
    if (shape != null && shape.text().equals(SqlCalls.COMMIT)) {
      sums.addAndGet(COMMITS, count);
    } else if (shape != null && shape.text().equals(SqlCalls.ROLLBACK)) {
      sums.addAndGet(ROLLBACKS, count);
    } else {
      sums.addAndGet(STATEMENTS, count);
    }
    sums.addAndGet(NANOS, stats.totalNanos());
    sums.addAndGet(ROWS, stats.rows());
    sums.addAndGet(ERRORS, stats.errors());
  }

  void addSlow(long count) {
    sums.addAndGet(SLOW, count);
  }

  void addConnections(long waitedNanos, long lent, long refused, long leaked) {
    sums.addAndGet(WAITED_NANOS, waitedNanos);
    sums.addAndGet(LENT, lent);
    sums.addAndGet(REFUSED, refused);
    sums.addAndGet(LEAKED, leaked);
  }

  /** Without commits and rollbacks. */
  public long statements() {
    return sums.get(STATEMENTS);
  }

  /** With commits and rollbacks. */
  public long nanos() {
    return sums.get(NANOS);
  }

  /** Rows that were changed. */
  public long rows() {
    return sums.get(ROWS);
  }

  public long errors() {
    return sums.get(ERRORS);
  }

  public long commits() {
    return sums.get(COMMITS);
  }

  public long rollbacks() {
    return sums.get(ROLLBACKS);
  }

  /** Statements that took long. */
  public long slow() {
    return sums.get(SLOW);
  }

  /** For connections, by all threads together. */
  public long waitedNanos() {
    return sums.get(WAITED_NANOS);
  }

  /** Connections that pools lent. */
  public long lent() {
    return sums.get(LENT);
  }

  /** How often a pool did not lend one. */
  public long refused() {
    return sums.get(REFUSED);
  }

  /** Connections that were not back when the run was over. */
  public long leaked() {
    return sums.get(LEAKED);
  }
}
