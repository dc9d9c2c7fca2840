package io.batchmon.agent.run;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All runs of this JVM: begins and ends them, knows which one is current on a thread and which are
 * open, and tells the observers. Called in the threads of the application.
 */
public final class Runs {
  private static final int REMEMBERED_ATTEMPTS = 1000;
  private static final int MEASURED_INSIDE = 100;

  /** The system of methods that an operator names. */
  private static final String ENTRY_POINT = "custom";

  private static final long SHORTEST_PAUSE_NANOS = 1_000_000;

  private final Clock clock;
  private final RunObserver[] observers;
  private final BiConsumer<String, Throwable> failures;
  private final ThreadLocal<Current> current = ThreadLocal.withInitial(Current::new);
  private final Set<ActiveRun> open = ConcurrentHashMap.newKeySet();
  private final Map<String, RunLink> retried =
      Collections.synchronizedMap(
          new LinkedHashMap<String, RunLink>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, RunLink> eldest) {
              return size() > REMEMBERED_ATTEMPTS;
            }
          });

  private volatile boolean anyRetried;
  private volatile @Nullable ThreadCosts costs;

  /** The innermost run of a thread. */
  private static final class Current {
    @Nullable ActiveRun run;
    boolean began;
    long lastBeginNanos;
  }

  /**
   * Runs that tell these observers.
   *
   * @param failures told the name of an observer that threw, and what
   */
  public Runs(Clock clock, List<RunObserver> observers, BiConsumer<String, Throwable> failures) {
    this.clock = clock;
    this.observers = observers.toArray(new RunObserver[0]);
    this.failures = failures;
  }

  /** From now on, the CPU time and the memory of runs are measured with this. */
  public void measure(ThreadCosts newCosts) {
    costs = newCosts;
  }

  /**
   * A run begins in the calling thread.
   *
   * @param around the run that this one is a part of, begun by whichever thread, or null
   */
  public OpenRun begin(JobRun run, @Nullable Object owner, @Nullable OpenRun around) {
    if (LibraryTasks.isOne(run)) {
      return OpenRun.NONE;
    }
    Current here = current.get();
    ActiveRun outer = innermost(here);
    if (owner != null && isAgain(outer, run, owner)) {
      return OpenRun.NONE;
    }
    if (around instanceof ActiveRun && !isInside(outer, (ActiveRun) around)) {
      outer = (ActiveRun) around;
    }
    if (outer != null && outer.isDetached()) {
      outer = null;
    }
    Nesting nesting = Nesting.of(outer == null ? null : outer.run(), run);
    if (nesting == Nesting.SAME && outer != null) {
      return new SecondView(outer);
    }
    ActiveRun parent = nesting == Nesting.CHILD ? outer : null;
    RunLink link = previousAttempt(run);
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long spanId = nonZero(random);
    ActiveRun active =
        new ActiveRun(
            this,
            run,
            owner,
            parent,
            link,
            parent == null ? random.nextLong() : parent.traceIdHigh(),
            parent == null ? nonZero(random) : parent.traceIdLow(),
            spanId,
            link == null ? Hex.of(spanId) : link.runId(),
            link == null ? run.attempt() : Math.max(run.attempt(), link.attempt() + 1),
            nesting == Nesting.ROOT_BESIDE_LEAK && outer != null ? new RunLink(outer) : null,
            clock.currentMillis(),
            clock.nanoTime());
    active.outer = here.run;
    here.run = active;
    ThreadCosts measuredWith = costs;
    if (measuredWith != null && isWorthMeasuring(here, parent, active.startNanos())) {
      active.measure(measuredWith);
    }
    open.add(active);
    for (RunObserver observer : observers) {
      try {
        observer.started(active);
      } catch (Throwable failure) {
        observerFailed(observer, failure);
      }
    }
    return active;
  }

  // why: two readings of the CPU time are as dear as all the rest of a run, which matters only
  // where
  // runs follow each other at full speed
  private static boolean isWorthMeasuring(
      Current here, @Nullable ActiveRun parent, long startNanos) {
    boolean paused = !here.began || startNanos - here.lastBeginNanos >= SHORTEST_PAUSE_NANOS;
    here.began = true;
    here.lastBeginNanos = startNanos;
    return paused || (parent != null && parent.measuresInside(MEASURED_INSIDE));
  }

  // why: an entry point that calls itself, its super or an overload is still the same piece of work
  private static boolean isAgain(@Nullable ActiveRun inner, JobRun next, Object owner) {
    if (!next.name().system().equals(ENTRY_POINT)) {
      return false;
    }
    for (ActiveRun run = inner; run != null; run = run.outer) {
      if (run.isOwnedBy(owner) && Objects.equals(run.run().codeMethod(), next.codeMethod())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isInside(@Nullable ActiveRun inner, ActiveRun around) {
    for (ActiveRun run = inner; run != null; run = run.parent()) {
      if (run == around) {
        return true;
      }
    }
    return false;
  }

  private static long nonZero(ThreadLocalRandom random) {
    long id = random.nextLong();
    return id == 0 ? 1 : id;
  }

  private @Nullable RunLink previousAttempt(JobRun run) {
    // why: a JVM without retries takes no lock and builds no key
    String key = anyRetried ? attemptKey(run) : null;
    return key == null ? null : retried.remove(key);
  }

  private static @Nullable String attemptKey(JobRun run) {
    return run.instanceId() == null
        ? null
        : run.name().system() + ' ' + run.name().display() + ' ' + run.instanceId();
  }

  /** Called once for each run, by {@link ActiveRun#end}. */
  void ended(ActiveRun run, RunResult result) {
    open.remove(run);
    ThreadCosts measuredWith = costs;
    if (measuredWith != null && run.thread() == Thread.currentThread()) {
      run.measured(measuredWith);
    }
    run.close(run.withSecondVerdict(result), clock.nanoTime() - run.startNanos());
    if (result.isRetried() || result.isRestartable()) {
      String key = attemptKey(run.run());
      if (key != null) {
        retried.put(key, new RunLink(run));
        anyRetried = true;
      }
    }
    for (int i = observers.length - 1; i >= 0; i--) {
      try {
        observers[i].ended(run);
      } catch (Throwable failure) {
        observerFailed(observers[i], failure);
      }
    }
    ActiveRun around = run.parent() == null ? run.detachedAround() : run.parent();
    if (around != null) {
      around.ended(run);
    }
    run.release();
    if (run.thread() == Thread.currentThread()) {
      innermost(current.get());
    }
  }

  /** Forgets a run that turned out to be none. */
  public void discard(ActiveRun run) {
    if (run.discard()) {
      park(run);
      run.release();
    }
  }

  /**
   * Takes a run off the open ones although it may still end: a {@code main} that has returned while
   * its JVM lives on.
   */
  public void park(ActiveRun run) {
    open.remove(run);
    for (int i = observers.length - 1; i >= 0; i--) {
      try {
        observers[i].discarded(run);
      } catch (Throwable failure) {
        observerFailed(observers[i], failure);
      }
    }
  }

  // why: a run may be ended by another thread (at exit), which cannot reach this one's stack; ended
  // runs are therefore taken off by the thread itself, the next time it looks
  private static @Nullable ActiveRun innermost(Current here) {
    ActiveRun run = here.run;
    while (run != null && (run.isEnded() || run.isLeft())) {
      run = run.outer;
    }
    here.run = run;
    return run;
  }

  private void observerFailed(RunObserver observer, Throwable failure) {
    failures.accept(observer.getClass().getSimpleName(), failure);
  }

  /** The innermost open run of the calling thread, or null. */
  public @Nullable ActiveRun current() {
    return innermost(current.get());
  }

  /**
   * The open run that belongs to this framework object, or null.
   *
   * @param inAnyThread false: only runs that began in the calling thread
   */
  public @Nullable ActiveRun open(Object owner, boolean inAnyThread) {
    for (ActiveRun run = current(); run != null; run = run.outer) {
      if (run.isOwnedBy(owner) && !run.isEnded()) {
        return run;
      }
    }
    if (inAnyThread) {
      for (ActiveRun run : open) {
        if (run.isOwnedBy(owner) && !run.isEnded()) {
          return run;
        }
      }
    }
    return null;
  }

  /** Marks open runs as asked to stop, or takes that back; nulls match every run. */
  public void stopRequested(
      @Nullable JobName name, @Nullable String instanceId, boolean requested) {
    for (ActiveRun run : open) {
      if ((name == null || name.equals(run.run().name()))
          && (instanceId == null || Objects.equals(instanceId, run.run().instanceId()))) {
        run.stopRequested(requested);
      }
    }
  }

  /** The runs that are open now, innermost last where they nest; a copy. */
  public List<ActiveRun> open() {
    List<ActiveRun> runs = new ArrayList<>(open);
    runs.sort((left, right) -> Long.compare(left.startNanos() - right.startNanos(), 0));
    return runs;
  }
}
