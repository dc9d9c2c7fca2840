package io.batchmon.agent.run;

import io.batchmon.job.JdkTasks;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.PoolListener;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The thread pools of this JVM, by name, each from its first worker on. Workers leave a mark when
 * they begin and end; tasks are counted by the pools themselves, which are asked by {@link #read}.
 * Pools are held weakly, but for one that has lost its last worker, until it was read once more.
 */
public final class Pools implements PoolListener {
  private static final int MOST_NAMES = 100;
  private static final int LONGEST_NAME = 100;
  private static final int MOST_POOLS = 1000;

  private static final ThreadLocal<@Nullable Pool> HERE = new ThreadLocal<>();

  private final UnreadFailures unread;
  private final ConcurrentLinkedQueue<Pool> pools = new ConcurrentLinkedQueue<>();
  private final Set<String> names = new HashSet<>();
  private final AtomicInteger known = new AtomicInteger();
  private final AtomicLong uncounted = new AtomicLong();

  public Pools(UnreadFailures unread) {
    this.unread = unread;
  }

  /** One pool. */
  private static final class Pool {
    final WeakReference<ThreadPoolExecutor> reference;
    final @Nullable String name;
    final AtomicInteger workers = new AtomicInteger();
    final AtomicLong failed = new AtomicLong();

    @SuppressWarnings("UnusedVariable") // why: only holds the pool
    volatile @Nullable ThreadPoolExecutor lastWorkerGone;

    long completed;

    Pool(ThreadPoolExecutor pool, @Nullable String name) {
      this.reference = new WeakReference<>(pool);
      this.name = name;
    }
  }

  /** What pools of one name did and have to do. */
  public static final class Reading {
    private final @Nullable String name;
    private final long waiting;
    private final long active;
    private final long completed;
    private final long failed;

    Reading(@Nullable String name, long waiting, long active, long completed, long failed) {
      this.name = name;
      this.waiting = waiting;
      this.active = active;
      this.completed = completed;
      this.failed = failed;
    }

    /** Null for all pools beyond the number of names that are told apart. */
    public @Nullable String name() {
      return name;
    }

    public long waiting() {
      return waiting;
    }

    public long active() {
      return active;
    }

    /** Since the last reading; includes those that failed. */
    public long completed() {
      return completed;
    }

    /** Since the last reading. */
    public long failed() {
      return failed;
    }
  }

  @Override
  public void workerStarted(ThreadPoolExecutor executor) {
    if (isOurs(executor)) {
      return;
    }
    Pool pool = find(executor);
    if (pool == null) {
      uncounted.incrementAndGet();
      return;
    }
    pool.workers.incrementAndGet();
    pool.lastWorkerGone = null;
    HERE.set(pool);
  }

  private static boolean isOurs(ThreadPoolExecutor executor) {
    ClassLoader loader = executor.getThreadFactory().getClass().getClassLoader();
    return loader != null && loader == Pools.class.getClassLoader();
  }

  /** Null for a new pool if there are too many. */
  private @Nullable Pool find(ThreadPoolExecutor executor) {
    for (Pool pool : pools) {
      if (pool.reference.get() == executor) {
        return pool;
      }
    }
    // why: two first workers may come at the same time; a lock here is taken once per pool
    synchronized (names) {
      for (Pool pool : pools) {
        if (pool.reference.get() == executor) {
          return pool;
        }
      }
      // why: some make a pool for each piece of work, and all would be held until they are read
      if (known.get() >= MOST_POOLS) {
        return null;
      }
      known.incrementAndGet();
      String name = nameOf(Thread.currentThread().getName());
      if (names.size() >= MOST_NAMES && !names.contains(name)) {
        name = null;
      } else {
        names.add(name);
      }
      Pool pool = new Pool(executor, name);
      pools.add(pool);
      return pool;
    }
  }

  /** A worker's name without its number: {@code pool-1-thread-3} is of {@code pool-1}. */
  static String nameOf(String worker) {
    int end = worker.length();
    while (end > 0 && Character.isDigit(worker.charAt(end - 1))) {
      end--;
    }
    while (end > 0 && "-_#. :/(".indexOf(worker.charAt(end - 1)) >= 0) {
      end--;
    }
    String name = end == 0 ? worker : worker.substring(0, end);
    if (end > 0 && end < worker.length() && name.endsWith("-thread")) {
      name = name.substring(0, name.length() - "-thread".length());
    }
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
  }

  @Override
  public void workerEnded(ThreadPoolExecutor executor, @Nullable Throwable thrown) {
    Pool pool = HERE.get();
    if (pool == null) {
      return;
    }
    HERE.remove();
    if (thrown != null) {
      pool.failed.incrementAndGet();
    }
    if (pool.workers.decrementAndGet() <= 0) {
      pool.lastWorkerGone = executor;
    }
  }

  @Override
  public void taskFailed(FutureTask<?> task, Throwable failure) {
    // why: what a task throws after it was cancelled is in no future, and nobody can ask for it
    if (task.isCancelled()) {
      return;
    }
    Pool pool = HERE.get();
    if (pool != null) {
      pool.failed.incrementAndGet();
    }
    // why: what fails inside a run is told by the run, unless that only handed the task over
    OpenRun run = JobRuns.current();
    if (run == null
        || (run instanceof ActiveRun && ((ActiveRun) run).thread() != Thread.currentThread())) {
      Object work = JdkTasks.behind(task);
      String name = work == null ? null : work.getClass().getName();
      if (!LibraryTasks.isLibrary(name)) {
        unread.add(task, failure, pool == null ? null : pool.name, name);
      }
    }
  }

  @Override
  public void failureRead(FutureTask<?> task) {
    unread.read(task);
  }

  /** Lets go of everything, as nobody will {@link #read} it. */
  public void forget() {
    pools.clear();
    known.set(0);
  }

  /** How many workers since the last call belonged to pools that were too many to be counted. */
  public long takeUncounted() {
    return uncounted.getAndSet(0);
  }

  /** Asks each pool, and forgets those that are gone; only for the telemetry thread. */
  public List<Reading> read() {
    List<Reading> readings = new ArrayList<>();
    for (Iterator<Pool> all = pools.iterator(); all.hasNext(); ) {
      Pool pool = all.next();
      ThreadPoolExecutor executor = pool.reference.get();
      pool.lastWorkerGone = null;
      long failed = pool.failed.getAndSet(0);
      if (executor == null) {
        all.remove();
        known.decrementAndGet();
        readings.add(new Reading(pool.name, 0, 0, 0, failed));
        continue;
      }
      try {
        long completed = executor.getCompletedTaskCount();
        readings.add(
            new Reading(
                pool.name,
                executor.getQueue().size(),
                executor.getActiveCount(),
                Math.max(0, completed - pool.completed),
                failed));
        pool.completed = completed;
      } catch (RuntimeException ofTheApplication) {
        // why: a subclass or a queue of the application may do anything
        readings.add(new Reading(pool.name, 0, 0, 0, failed));
      }
    }
    return readings;
  }
}
