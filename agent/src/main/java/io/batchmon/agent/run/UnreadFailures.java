package io.batchmon.agent.run;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions that are in a future and that nobody has asked for yet. One that stays unread for a
 * minute, or whose future is gone, was swallowed. Thread-safe; futures are held weakly.
 */
public final class UnreadFailures {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int MOST = 1000;

  private final Clock clock;
  private final Map<Object, Failed> waiting = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
  private final AtomicLong refused = new AtomicLong();

  public UnreadFailures(Clock clock) {
    this.clock = clock;
  }

  /** A task that threw. */
  public static final class Failed {
    private final FailureText failure;
    private final @Nullable String pool;
    private final @Nullable String taskClass;
    private final long millis;
    private final long nanos;

    Failed(
        FailureText failure,
        @Nullable String pool,
        @Nullable String taskClass,
        long millis,
        long nanos) {
      this.failure = failure;
      this.pool = pool;
      this.taskClass = taskClass;
      this.millis = millis;
      this.nanos = nanos;
    }

    public FailureText failure() {
      return failure;
    }

    /** The pool's name, if it was in one that has a name. */
    public @Nullable String pool() {
      return pool;
    }

    /** The class of the Runnable or Callable, if known. */
    public @Nullable String taskClass() {
      return taskClass;
    }

    /** When it threw, in epoch milliseconds. */
    public long millis() {
      return millis;
    }
  }

  /** Finds a future by identity, also after it is gone. */
  private static final class Key extends WeakReference<Object> {
    private final int hash;

    Key(Object future, @Nullable ReferenceQueue<Object> queue) {
      super(future, queue);
      this.hash = System.identityHashCode(future);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      Object future = get();
      return other instanceof Key && future != null && future == ((Key) other).get();
    }
  }

  void add(Object future, Throwable failure, @Nullable String pool, @Nullable String taskClass) {
    if (waiting.size() >= MOST) {
      refused.incrementAndGet();
      return;
    }
    Failed failed =
        new Failed(
            FailureText.of(failure), pool, taskClass, clock.currentMillis(), clock.nanoTime());
    waiting.put(new Key(future, collected), failed);
  }

  void read(Object future) {
    if (!waiting.isEmpty()) {
      waiting.remove(new Key(future, null));
    }
  }

  /**
   * Those that were swallowed, once each.
   *
   * @param all the JVM ends, so nobody will ask any more
   */
  public List<Failed> takeSwallowed(boolean all) {
    if (waiting.isEmpty()) {
      return new ArrayList<>(0);
    }
    List<Failed> swallowed = new ArrayList<>();
    for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
      Failed failed = waiting.remove(gone);
      if (failed != null) {
        swallowed.add(failed);
      }
    }
    long now = clock.nanoTime();
    for (Iterator<Failed> left = waiting.values().iterator(); left.hasNext(); ) {
      Failed failed = left.next();
      if (all || now - failed.nanos >= PATIENCE_NANOS) {
        left.remove();
        swallowed.add(failed);
      }
    }
    return swallowed;
  }

  /** How many were not remembered since the last call, as there were too many. */
  public long takeRefused() {
    return refused.getAndSet(0);
  }
}
