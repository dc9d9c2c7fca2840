package io.batchmon.job;

import org.jspecify.annotations.Nullable;

/**
 * What the calling thread has a database do, from {@link SqlCalls#begin} to its end. There is one
 * for each thread, used again and again: whoever is given it reads it at once and keeps nothing.
 */
public final class SqlCall {
  /** Of {@link #rows}: the driver has not said. */
  public static final long UNKNOWN = -1;

  private static final ThreadLocal<SqlCall> HERE = new Here();

  // why: a named class, for a lambda costs milliseconds in a JVM without any
  private static final class Here extends ThreadLocal<SqlCall> {
    Here() {}

    @Override
    protected SqlCall initialValue() {
      return new SqlCall();
    }
  }

  @Nullable Object begun;
  private @Nullable Object on;
  private @Nullable String text;
  private long startNanos;
  private long nanos;
  private long rows;
  private int batch;
  private boolean asking;
  private long askedNanos;

  // why: neither constructor is private, or the compiler makes one more class for them
  SqlCall() {}

  static SqlCall here() {
    return HERE.get();
  }

  void start(Object newBegun, Object newOn, @Nullable String newText) {
    on = newOn;
    text = newText;
    begun = newBegun;
    startNanos = System.nanoTime();
  }

  void says(@Nullable String newText) {
    if (begun != null && text == null) {
      text = newText;
    }
  }

  void stop(long newRows, int newBatch) {
    nanos = System.nanoTime() - startNanos;
    rows = newRows;
    batch = newBatch;
  }

  void clear() {
    begun = null;
    on = null;
    text = null;
  }

  boolean ask() {
    if (asking) {
      return false;
    }
    asking = true;
    askedNanos = System.nanoTime();
    return true;
  }

  long answered() {
    asking = false;
    return System.nanoTime() - askedNanos;
  }

  /** The statement, or the connection of a commit or rollback. */
  public @Nullable Object on() {
    return on;
  }

  /** As the application wrote it, which must not leave; null where it is not known. */
  public @Nullable String text() {
    return text;
  }

  /** How long it took. */
  public long nanos() {
    return nanos;
  }

  /** Rows that were changed, or {@link #UNKNOWN}. */
  public long rows() {
    return rows;
  }

  /** How many statements were sent as one; 0 where it was one alone. */
  public int batch() {
    return batch;
  }
}
