package io.batchmon.agent.sql;

import io.batchmon.job.SqlCall;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The statements and connections of one run, from whichever threads work for it. Thread-safe, takes
 * no lock. Text and numbers only, so it may outlive the run.
 */
public final class RunSql {
  private static final int MOST_SHAPES = 100;
  private static final int MOST_SLOW = 20;

  private final Map<SqlShape, SqlStats> shapes = new ConcurrentHashMap<>();
  private final SqlStats others = new SqlStats(null, Database.UNKNOWN);
  private final Queue<SlowStatement> slow = new ConcurrentLinkedQueue<>();
  private final AtomicInteger slowCount = new AtomicInteger();
  private final AtomicInteger spans = new AtomicInteger();
  private final AtomicLong waitedNanos = new AtomicLong();
  private final AtomicInteger lent = new AtomicInteger();
  private final AtomicInteger out = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final SqlTotals inside = new SqlTotals();
  private volatile int leaked;

  /** What was counted of this shape, or null if nothing was. */
  public @Nullable SqlStats of(SqlShape shape) {
    return shapes.get(shape);
  }

  /** As {@link #of}, from now on. */
  public SqlStats begin(SqlShape shape, Database database) {
    if (shapes.size() >= MOST_SHAPES) {
      return others;
    }
    SqlStats created = new SqlStats(shape, database);
    SqlStats before = shapes.putIfAbsent(shape, created);
    return before == null ? created : before;
  }

  /** Whether no more shapes are told apart. */
  public boolean isFull() {
    return shapes.size() >= MOST_SHAPES;
  }

  /** A statement is over; null where it did not fail. */
  public void add(SqlStats stats, SqlCall call, @Nullable String error) {
    if (error == null) {
      stats.succeeded(call);
    } else {
      stats.failed(error, call.nanos());
    }
  }

  /** A statement took long. */
  public void addSlow(
      SqlShape shape, Database database, SqlCall call, @Nullable String error, long nowNanos) {
    if (slowCount.incrementAndGet() <= MOST_SLOW) {
      slow.add(new SlowStatement(shape, database, nowNanos, call.nanos(), call.rows(), error));
    }
  }

  /** Whether another statement may be a span of its own; if not, it is only counted. */
  public boolean takeSpan(int most) {
    return spans.get() < most && spans.incrementAndGet() <= most;
  }

  /** A pool was asked. */
  public void waited(long nanos, boolean isLent) {
    waitedNanos.addAndGet(nanos);
    if (isLent) {
      lent.incrementAndGet();
      out.incrementAndGet();
    } else {
      refused.incrementAndGet();
    }
  }

  /** A connection that was lent to this run is back. */
  public void returned() {
    out.decrementAndGet();
  }

  /** The run is over: what is out now has leaked. */
  public void end() {
    leaked = Math.max(0, out.get());
  }

  /** A run that was a part of this one is over. */
  public void endInside(RunSql part) {
    inside.add(part.totals());
  }

  /** All of this run and of the runs in it that are over. */
  public SqlTotals totals() {
    SqlTotals totals = new SqlTotals();
    totals.add(inside);
    for (SqlStats stats : shapes.values()) {
      totals.add(stats);
    }
    totals.add(others);
    totals.addConnections(waitedNanos.get(), lent.get(), refused.get(), leaked);
    totals.addSlow(slowCount.get());
    return totals;
  }

  /** Those that are told apart. */
  public Collection<SqlStats> shapes() {
    return Collections.unmodifiableCollection(shapes.values());
  }

  /** The same, those first that took most. */
  public List<SqlStats> shapesByTime() {
    // why: what is still being counted would be another number at each comparison
    List<SimpleImmutableEntry<SqlStats, Long>> nanos = new ArrayList<>();
    for (SqlStats stats : shapes.values()) {
      nanos.add(new SimpleImmutableEntry<>(stats, stats.totalNanos()));
    }
    nanos.sort((one, other) -> Long.compare(other.getValue(), one.getValue()));
    List<SqlStats> sorted = new ArrayList<>(nanos.size());
    for (SimpleImmutableEntry<SqlStats, Long> entry : nanos) {
      sorted.add(entry.getKey());
    }
    return sorted;
  }

  /** What is in none of the shapes. */
  public SqlStats others() {
    return others;
  }

  /** The first statements that took long. */
  public List<SlowStatement> slow() {
    return new ArrayList<>(slow);
  }
}
