package io.batchmon.agent.run;

import io.batchmon.agent.message.MessageKey;
import io.batchmon.agent.message.MessageStats;
import io.batchmon.agent.message.RunMessages;
import io.batchmon.agent.sql.RunSql;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunListener;
import io.batchmon.job.RunResult;
import io.batchmon.job.SummedCall;
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

  private volatile boolean exchangesLeft;
  private volatile boolean quartzLeft;
  private volatile boolean anyRetried;
  private volatile @Nullable ThreadCosts costs;
  private volatile TracePropagation propagation = TracePropagation.NONE;

  /** The innermost run of a thread. */
  private static final class Current {
    @Nullable ActiveRun run;
    // why: the outermost one here, begun by another thread; it stays even after its end
    @Nullable ActiveRun attached;
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

  /** From now on, traces cross processes like this. */
  public void propagate(TracePropagation newPropagation) {
    propagation = newPropagation;
  }

  /** From now on, requests and calls are no runs: another tracer has spans for them already. */
  public void leaveExchanges() {
    exchangesLeft = true;
  }

  /** Quarkus tells of what it has Quartz fire. */
  public void leaveQuartzToQuarkus() {
    quartzLeft = true;
  }

  /**
   * A run begins in the calling thread.
   *
   * @param around the run that this one is a part of, begun by whichever thread, or null
   */
  public OpenRun begin(JobRun run, @Nullable Object owner, @Nullable OpenRun around) {
    if (LibraryTasks.isOne(run)
        || (exchangesLeft && isExchange(run))
        || (quartzLeft && LibraryTasks.isOfQuarkus(run))) {
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
      if (outer != here.attached) {
        return new SecondView(outer);
      }
      // why: in another thread it is another piece of work, and the run may be over
      nesting = Nesting.CHILD;
    }
    if (run.kind() == RunKind.CALL && (outer == null || outer.kind() == RunKind.CALL)) {
      // why: outside a run nobody asks for it; inside a call it is the same one, seen deeper down
      return OpenRun.NONE;
    }
    ActiveRun parent = nesting == Nesting.CHILD ? outer : null;
    TracePropagation crossing = propagation;
    RemoteParent remote = parent == null ? remoteOf(run, crossing) : parent.remote();
    Object[] own = JobRuns.ownTrace();
    RemoteParent beside = own == null || parent != null ? null : spanOf(own);
    if (beside != null && remote == null && !run.isByScheduler() && outer == null) {
      // why: launched by hand where somebody else has a span, it is a part of that
      remote = beside;
      beside = null;
    }
    RunLink link = previousAttempt(run);
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long spanId = nonZero(random);
    // why: read together, or what is loaded in between makes the run end too early
    long startMillis = clock.currentMillis() - run.agoNanos() / 1_000_000;
    long startNanos = clock.nanoTime() - run.agoNanos();
    long high;
    long low;
    if (parent != null) {
      high = parent.traceIdHigh();
      low = parent.traceIdLow();
    } else if (remote != null && remote.hasTrace()) {
      high = remote.traceIdHigh();
      low = remote.traceIdLow();
    } else {
      high = crossing.traceIdHigh(random.nextLong(), startMillis);
      low = nonZero(random);
    }
    ActiveRun active =
        new ActiveRun(
            this,
            run,
            owner,
            parent,
            link,
            high,
            low,
            spanId,
            link == null ? null : link.runId(),
            link == null ? run.attempt() : Math.max(run.attempt(), link.attempt() + 1),
            nesting == Nesting.ROOT_BESIDE_LEAK && outer != null
                ? new RunLink(outer.withSpan())
                : null,
            remote,
            isSampled(run, parent, remote, low, crossing),
            startMillis,
            startNanos);
    if (own != null) {
      active.contexts(own);
    }
    if (beside != null) {
      active.beside(beside);
    }
    MessageKey message = run.kind() == RunKind.CALL && parent != null ? MessageKey.of(run) : null;
    if (message != null && parent != null) {
      active.isMessage(parent.messages(), message);
    }
    active.outer = here.run;
    here.run = active;
    ThreadCosts measuredWith = costs;
    if (measuredWith != null
        && run.kind() != RunKind.REQUEST
        && run.kind() != RunKind.CALL
        && isWorthMeasuring(here, parent, active.startNanos())) {
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

  private static boolean isExchange(JobRun run) {
    return run.kind() == RunKind.REQUEST || run.kind() == RunKind.CALL;
  }

  private static @Nullable RemoteParent spanOf(@Nullable Object[] own) {
    return own.length > 1 && own[1] instanceof String ? RemoteParent.of((String) own[1]) : null;
  }

  private static @Nullable RemoteParent remoteOf(JobRun run, TracePropagation crossing) {
    String[] headers = run.headers();
    return headers == null ? null : crossing.extract(headers);
  }

  private static boolean isSampled(
      JobRun run,
      @Nullable ActiveRun parent,
      @Nullable RemoteParent remote,
      long traceIdLow,
      TracePropagation crossing) {
    if (run.kind() == RunKind.JOB) {
      return true;
    }
    if (parent != null) {
      return parent.isSampled();
    }
    return run.kind() != RunKind.REQUEST || crossing.isKept(remote, traceIdLow);
  }

  // why: two readings of the CPU time are as dear as all the rest of a run, which matters only
  // where runs follow each other at full speed
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
    run.countMessage();
    RunSql sql = run.sqlSoFar();
    if (sql != null) {
      sql.end();
    }
    if (result.isRetried() || result.isRestartable()) {
      String key = attemptKey(run.run());
      if (key != null) {
        retried.put(key, new RunLink(run));
        anyRetried = true;
      }
    }
    tellEnd(run);
    ActiveRun around = run.parent() == null ? run.detachedAround() : run.parent();
    if (around != null) {
      around.ended(run);
    }
    run.release();
    if (run.thread() == Thread.currentThread()) {
      innermost(current.get());
    }
  }

  /**
   * Tells the end of a run that another JVM had begun and has vanished with.
   *
   * @param seenMillis when it is known to have been open, in epoch milliseconds
   */
  public void lost(RunNote note, RunResult result, long seenMillis) {
    long[] ids = note.ids();
    long agoMillis = Math.max(0, clock.currentMillis() - note.startMillis());
    ActiveRun run =
        new ActiveRun(
            this,
            note.run(),
            null,
            null,
            null,
            ids[0],
            ids[1],
            ids[2],
            note.runId(),
            note.attempt(),
            null,
            null,
            true,
            note.startMillis(),
            clock.nanoTime() - agoMillis * 1_000_000);
    run.isLost(note.threadName());
    run.close(result, Math.max(0, seenMillis - note.startMillis()) * 1_000_000);
    tellEnd(run);
    run.release();
  }

  private void tellEnd(ActiveRun run) {
    for (int i = observers.length - 1; i >= 0; i--) {
      try {
        observers[i].ended(run);
      } catch (Throwable failure) {
        observerFailed(observers[i], failure);
      }
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
    while (run != null && run != here.attached && (run.isEnded() || run.isLeft())) {
      run = run.outer;
    }
    here.run = run;
    return run;
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  private void observerFailed(RunObserver observer, Throwable failure) {
    failures.accept(observer.getClass().getSimpleName(), failure);
  }

  /** The innermost open run of the calling thread, or null. */
  public @Nullable ActiveRun current() {
    return innermost(current.get());
  }

  /** What {@link #attach} found, where that was nothing. */
  private static final Object NOTHING = new Object();

  /** What {@link #attach} found on the thread. */
  private static final class Before {
    final @Nullable ActiveRun run;
    final @Nullable ActiveRun attached;

    Before(@Nullable ActiveRun run, @Nullable ActiveRun attached) {
      this.run = run;
      this.attached = attached;
    }
  }

  /** The calling thread works for this run; returns what {@link #restore} takes, or null. */
  public @Nullable Object attach(OpenRun run) {
    if (!(run instanceof ActiveRun)) {
      return null;
    }
    ActiveRun active = (ActiveRun) run;
    Current here = current.get();
    ActiveRun inner = innermost(here);
    if (inner == active || active.isDetached()) {
      return null;
    }
    Object before =
        inner == null && here.attached == null ? NOTHING : new Before(inner, here.attached);
    here.run = active;
    here.attached = active;
    return before;
  }

  /** The calling thread works for no run; returns what {@link #restore} takes, or null. */
  public @Nullable Object suspend() {
    Current here = current.get();
    ActiveRun inner = innermost(here);
    if (inner == null && here.attached == null) {
      return null;
    }
    Object before = new Before(inner, here.attached);
    here.run = null;
    here.attached = null;
    return before;
  }

  /** The end of {@link #attach} and {@link #suspend}. */
  public void restore(Object before) {
    Current here = current.get();
    if (before instanceof Before) {
      here.run = ((Before) before).run;
      here.attached = ((Before) before).attached;
    } else {
      here.run = null;
      here.attached = null;
    }
  }

  /** See {@link JobRuns#incomingHeaders}. */
  public String[] incomingHeaders() {
    return propagation.incoming();
  }

  /** See {@link JobRuns#summed}. */
  public @Nullable SummedCall summed(
      OpenRun around, String system, String operation, String destination) {
    if (exchangesLeft || !(around instanceof ActiveRun) || around.kind() == RunKind.CALL) {
      return null;
    }
    ActiveRun run = (ActiveRun) around;
    RunMessages messages = run.messagesSoFar();
    if (messages == null || run.isDetached()) {
      return null;
    }
    String type = operation.equals("poll") || operation.equals("receive") ? "receive" : "send";
    MessageKey key = new MessageKey(system, type, operation, destination);
    MessageStats stats = messages.of(key);
    return messages.isSummed(stats) ? new SummedMessage(this, run, stats, key) : null;
  }

  /** See {@link JobRuns#outgoingHeaders}. */
  public String[] outgoingHeaders(OpenRun run) {
    if (run instanceof SummedMessage) {
      return ((SummedMessage) run).headers();
    }
    return run instanceof ActiveRun
        ? propagation.outgoing(((ActiveRun) run).withSpan())
        : RunListener.NO_HEADERS;
  }

  /** See {@link JobRuns#traceId}. */
  public @Nullable String traceId(OpenRun run) {
    return run instanceof ActiveRun
        ? Hex.of(((ActiveRun) run).traceIdHigh(), ((ActiveRun) run).traceIdLow())
        : null;
  }

  /** See {@link JobRuns#traceParent}. */
  public @Nullable String traceParent(OpenRun run) {
    if (!(run instanceof ActiveRun)) {
      return null;
    }
    ActiveRun active = ((ActiveRun) run).withSpan();
    return "00-"
        + Hex.of(active.traceIdHigh(), active.traceIdLow())
        + '-'
        + Hex.of(active.spanId())
        + (active.isSampled() ? "-01" : "-00");
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
    if (runs.size() > 1) {
      runs.sort((left, right) -> Long.compare(left.startNanos() - right.startNanos(), 0));
    }
    return runs;
  }
}
