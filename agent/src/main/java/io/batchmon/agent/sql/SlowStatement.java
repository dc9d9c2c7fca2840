package io.batchmon.agent.sql;

import org.jspecify.annotations.Nullable;

/** One statement that took long. Immutable. */
public final class SlowStatement {
  private final SqlShape shape;
  private final Database database;
  private final long endNanos;
  private final long nanos;
  private final long rows;
  private final @Nullable String error;

  SlowStatement(
      SqlShape shape,
      Database database,
      long endNanos,
      long nanos,
      long rows,
      @Nullable String error) {
    this.shape = shape;
    this.database = database;
    this.endNanos = endNanos;
    this.nanos = nanos;
    this.rows = rows;
    this.error = error;
  }

  public SqlShape shape() {
    return shape;
  }

  public Database database() {
    return database;
  }

  /** When it was over, by the clock that {@code ActiveRun.startNanos} is of. */
  public long endNanos() {
    return endNanos;
  }

  public long nanos() {
    return nanos;
  }

  /** Negative where it is not known. */
  public long rows() {
    return rows;
  }

  /** SQLState and vendor code where it failed. */
  public @Nullable String error() {
    return error;
  }
}
