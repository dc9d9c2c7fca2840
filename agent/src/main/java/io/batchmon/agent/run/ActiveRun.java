package io.batchmon.agent.run;

import io.batchmon.agent.message.MessageKey;
import io.batchmon.agent.message.MessageStats;
import io.batchmon.agent.message.RunMessages;
import io.batchmon.agent.sql.RunSql;
import io.batchmon.job.JobRun;
import io.batchmon.job.LogKeys;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunOutcome;
import io.batchmon.job.RunResult;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One run from start to end: its identity, its times, its place among other runs. What is known at
 * the start is final; result, duration and failure are written before observers are told of the
 * end, in whichever thread ends the run.
 */
public final class ActiveRun implements OpenRun {
  private static final AtomicIntegerFieldUpdater<ActiveRun> ENDED =
      AtomicIntegerFieldUpdater.newUpdater(ActiveRun.class, "ended");

  private static final AtomicReferenceFieldUpdater<ActiveRun, LogTail> LOG_TAIL =
      AtomicReferenceFieldUpdater.newUpdater(ActiveRun.class, LogTail.class, "logTail");
  private static final AtomicLongFieldUpdater<ActiveRun> CPU_ELSEWHERE =
      AtomicLongFieldUpdater.newUpdater(ActiveRun.class, "cpuElsewhere");
  private static final AtomicLongFieldUpdater<ActiveRun> ALLOCATED_ELSEWHERE =
      AtomicLongFieldUpdater.newUpdater(ActiveRun.class, "allocatedElsewhere");

  private final Runs runs;
  private final @Nullable ActiveRun parent;
  private final @Nullable RunLink link;
  private final @Nullable RunLink leaked;
  private final @Nullable RemoteParent remote;
  private final boolean sampled;
  private final long traceIdHigh;
  private final long traceIdLow;
  private final long spanId;
  private @Nullable String runId;
  private final int attempt;
  private final Thread thread;
  private String threadName;
  private final long startMillis;
  private final long startNanos;

  // why: the framework's objects must not outlive the run, or they pin the application's loader
  private JobRun run;
  private volatile @Nullable Object owner;
  private volatile int ended;
  private volatile boolean stopRequested;
  private volatile boolean detached;
  private volatile boolean detachesLater;
  private volatile long detachNanos;
  private volatile boolean left;
  private volatile @Nullable RunResult secondVerdict;
  private volatile @Nullable RunResult verdict;
  private volatile @Nullable ActiveRun failedInside;
  private volatile long cpuElsewhere;
  private volatile long allocatedElsewhere;
  private volatile int insideMeasured;
  private volatile @Nullable Object @Nullable [] contexts;
  private volatile @Nullable RemoteParent beside;
  private volatile @Nullable LogKeys logKeys;
  private volatile @Nullable LogTail logTail;
  // why: not private, for the classes inside
  volatile @Nullable RunSql sql;
  volatile @Nullable RunMessages messages;
  private @Nullable MessageStats counted;
  private boolean summed;
  private boolean measures;
  private boolean isMeasured;
  private long cpuNanos = -1;
  private long allocatedBytes = -1;
  private long durationNanos;
  private @Nullable RunResult result;
  private @Nullable FailureText failure;
  private @Nullable String sqlCode;

  /** The run that was current on this thread before, restored at the end; owned by {@link Runs}. */
  @Nullable ActiveRun outer;

  ActiveRun(
      Runs runs,
      JobRun run,
      @Nullable Object owner,
      @Nullable ActiveRun parent,
      @Nullable RunLink link,
      long traceIdHigh,
      long traceIdLow,
      long spanId,
      @Nullable String runId,
      int attempt,
      @Nullable RunLink leaked,
      @Nullable RemoteParent remote,
      boolean sampled,
      long startMillis,
      long startNanos) {
    this.runs = runs;
    this.run = run;
    this.owner = owner;
    this.parent = parent;
    this.link = link;
    this.traceIdHigh = traceIdHigh;
    this.traceIdLow = traceIdLow;
    this.spanId = spanId;
    this.runId = runId;
    this.attempt = attempt;
    this.leaked = leaked;
    this.remote = remote;
    this.sampled = sampled;
    this.thread = Thread.currentThread();
    this.threadName = thread.getName();
    this.startMillis = startMillis;
    this.startNanos = startNanos;
  }

  /** The run is none of this JVM: only its end is told here, and it was in this thread. */
  void isLost(String thatThread) {
    threadName = thatThread;
    ended = 1;
  }

  @Override
  public void end(RunResult newResult) {
    if (ENDED.compareAndSet(this, 0, 1)) {
      runs.ended(this, newResult);
    }
  }

  @Override
  public void leave() {
    left = true;
  }

  boolean isLeft() {
    return left;
  }

  /** Another framework, which sees the same run, has come to this verdict. */
  void secondVerdict(RunResult verdict) {
    secondVerdict = verdict;
  }

  @Override
  public void verdict(RunResult result) {
    // why: of several locks, one that was won is enough to have worked
    if (verdict == null || result.outcome() != RunOutcome.SKIPPED) {
      verdict = result;
    }
  }

  // why: the outer framework often sees nothing but a return, and the inner one knows better
  RunResult withSecondVerdict(RunResult ownVerdict) {
    RunResult second = secondVerdict;
    RunResult result =
        second != null && ownVerdict.outcome() == RunOutcome.SUCCEEDED ? second : ownVerdict;
    return result.withVerdict(verdict);
  }

  /** Reads where the thread stands now, to be told {@link #measured} at the end. */
  void measure(ThreadCosts costs) {
    measures = true;
    cpuNanos = costs.cpuNanos();
    allocatedBytes = costs.allocatedBytes();
  }

  /** Whether a run that begins inside this one is still to be measured. */
  boolean measuresInside(int most) {
    // why: lost updates between threads cost a measurement more, and that is all
    int inside = insideMeasured + 1;
    insideMeasured = inside;
    return measures && inside <= most;
  }

  /** The end, in the thread that began the run. */
  void measured(ThreadCosts costs) {
    if (measures) {
      long cpu = cpuNanos < 0 ? -1 : costs.cpuNanos();
      long bytes = allocatedBytes < 0 ? -1 : costs.allocatedBytes();
      cpuNanos = cpu < 0 ? -1 : cpu - cpuNanos;
      allocatedBytes = bytes < 0 ? -1 : bytes - allocatedBytes;
      isMeasured = true;
    }
  }

  /** A run inside this one has ended, in its own thread. */
  void ended(ActiveRun inside) {
    boolean elsewhere = inside.thread != thread;
    CPU_ELSEWHERE.addAndGet(this, elsewhere ? Math.max(0, inside.cpuNanos()) : inside.cpuElsewhere);
    ALLOCATED_ELSEWHERE.addAndGet(
        this, elsewhere ? Math.max(0, inside.allocatedBytes()) : inside.allocatedElsewhere);
    RunSql part = inside.sql;
    if (part != null) {
      sql().endInside(part);
    }
    RunMessages messagesInside = inside.messages;
    if (messagesInside != null) {
      messages().endInside(messagesInside);
    }
    RunResult last = inside.result();
    if (last == null || !last.outcome().isError()) {
      ActiveRun failed = failedInside;
      if (failed != null
          && last != null
          && last.outcome() == RunOutcome.SUCCEEDED
          && failed.run.name().equals(inside.run.name())) {
        failedInside = null;
      }
      return;
    }
    if (inside.run.kind() == RunKind.JOB) {
      failedInside = inside;
    } else if (inside.failedInside != null) {
      failedInside = inside.failedInside;
    }
  }

  /** The job that began inside this run and failed last, unless it has succeeded since; or null. */
  public @Nullable ActiveRun failedInside() {
    return failedInside;
  }

  /** Marks the run as over without telling of an end; false if it had ended before. */
  boolean discard() {
    return ENDED.compareAndSet(this, 0, 1);
  }

  void close(RunResult newResult, long newDurationNanos) {
    this.durationNanos = newDurationNanos;
    Throwable thrown = newResult.failure();
    FailureText text = thrown == null ? null : textOf(thrown);
    this.failure = text;
    this.sqlCode = thrown != null && isOfDatabase(text) ? SqlCode.exactly(thrown) : null;
    this.result = newResult;
  }

  private static boolean isOfDatabase(@Nullable FailureText text) {
    if (text != null) {
      for (FailureText.Cause cause : text.causes()) {
        String code = cause.code();
        if (code != null && code.startsWith(SqlCode.KIND)) {
          return true;
        }
      }
    }
    return false;
  }

  private static FailureText textOf(Throwable thrown) {
    try {
      return FailureText.of(thrown);
    } catch (Throwable noText) {
      // why: after an OutOfMemoryError the run must still end; its type is what there is
      return FailureText.ofType(thrown.getClass().getName());
    }
  }

  /** Lets go of the application's objects, once every observer has been told. */
  void release() {
    RunResult last = result;
    if (last != null) {
      result = last.withoutFailure();
    }
    owner = null;
    contexts = null;
    logKeys = null;
    logTail = null;
    run = run.withoutProgress();
  }

  @Override
  public @Nullable Object @Nullable [] contexts() {
    return contexts;
  }

  @Override
  public void contexts(@Nullable Object[] newContexts) {
    if (!isEnded()) {
      contexts = newContexts;
    }
  }

  /** A span that another tracer has for the same work, in a trace of its own; or null. */
  public @Nullable RemoteParent beside() {
    return beside;
  }

  void beside(RemoteParent span) {
    beside = span;
  }

  @Override
  public boolean wantsBeside() {
    return beside == null && parent == null && remote == null && !isEnded();
  }

  @Override
  public void beside(String span) {
    beside = RemoteParent.of(span);
  }

  /** What its lines carry, once somebody has asked for that; or null. */
  public @Nullable LogKeys logKeys() {
    return logKeys;
  }

  /** Remembers what its lines carry. */
  public void logKeys(LogKeys keys) {
    logKeys = keys;
  }

  /** The last lines logged in it, made when first asked for; null once it has ended. */
  public @Nullable LogTail logTail(int size) {
    LogTail tail = logTail;
    if (tail == null && !isEnded()) {
      LOG_TAIL.compareAndSet(this, null, new LogTail(size));
      tail = logTail;
    }
    return tail;
  }

  /** Loaded with the first run that does something with a database. */
  private static final class Sql {
    static final AtomicReferenceFieldUpdater<ActiveRun, RunSql> FIELD =
        AtomicReferenceFieldUpdater.newUpdater(ActiveRun.class, RunSql.class, "sql");
  }

  private static final class Messages {
    static final AtomicReferenceFieldUpdater<ActiveRun, RunMessages> FIELD =
        AtomicReferenceFieldUpdater.newUpdater(ActiveRun.class, RunMessages.class, "messages");
  }

  /** What it did with databases; null if that is nothing. */
  public @Nullable RunSql sqlSoFar() {
    return sql;
  }

  /** What it does with databases, from now on. */
  public RunSql sql() {
    RunSql there = sql;
    if (there == null) {
      RunSql created = new RunSql();
      there = Sql.FIELD.compareAndSet(this, null, created) ? created : sql;
    }
    return there == null ? new RunSql() : there;
  }

  /** What it did with messages; null if that is nothing. */
  public @Nullable RunMessages messagesSoFar() {
    return messages;
  }

  /** What it does with messages, from now on. */
  RunMessages messages() {
    RunMessages there = messages;
    if (there == null) {
      RunMessages created = new RunMessages();
      there = Messages.FIELD.compareAndSet(this, null, created) ? created : messages;
    }
    return there == null ? new RunMessages() : there;
  }

  /** It is a call that has to do with messages: one of the first of the run around it, or not. */
  void isMessage(RunMessages ofParent, MessageKey key) {
    MessageStats stats = ofParent.of(key);
    summed = !ofParent.takeSpan(stats);
    stats.begun();
    counted = stats;
  }

  /** Counts the message that this is, once its result is known. */
  void countMessage() {
    MessageStats stats = counted;
    RunResult last = result;
    if (stats == null || last == null) {
      return;
    }
    if (last.outcome() == RunOutcome.SKIPPED) {
      stats.forget();
      if (!summed && parent != null) {
        parent.messages().giveBack(stats);
      }
      summed = true;
      return;
    }
    if (stats.address() == null) {
      Object address = attribute("server.address");
      Object port = attribute("server.port");
      if (address != null) {
        stats.server(address.toString(), port instanceof Long ? (Long) port : 0);
      }
    }
    Object batch = attribute("messaging.batch.message_count");
    long count = batch instanceof Long ? (Long) batch : MessageKey.messages(run, last);
    if (last.outcome().isError()) {
      summed = summed && !stats.takeFailedSpan();
      stats.failed(errorType(last), durationNanos, count, !summed);
    } else {
      Object size = attribute("messaging.message.body.size");
      stats.ended(durationNanos, count, size instanceof Long ? (Long) size : 0, !summed);
    }
  }

  private String errorType(RunResult last) {
    String word = last.errorType();
    FailureText text = failure;
    if (text != null) {
      return text.root().type();
    }
    return word == null ? last.outcome().word() : word;
  }

  private @Nullable Object attribute(String name) {
    RunResult last = result;
    for (int i = 0; last != null && i < last.attributeCount(); i++) {
      if (last.attributeName(i).equals(name)) {
        return last.attributeValue(i);
      }
    }
    for (int i = 0; i < run.attributeCount(); i++) {
      if (run.attributeName(i).equals(name)) {
        return run.attributeValue(i);
      }
    }
    return null;
  }

  /** Whether it is no span of its own but only a part of its parent's sums. */
  public boolean isSummed() {
    return summed;
  }

  /** This run; the one around it where this one is only counted, and so has no span. */
  public ActiveRun withSpan() {
    return summed && parent != null ? parent : this;
  }

  /** The outermost job that this run is, or is a part of; or null. */
  public @Nullable ActiveRun outermostJob() {
    ActiveRun job = null;
    for (ActiveRun around = this; around != null; around = around.parent) {
      if (around.run.kind() == RunKind.JOB) {
        job = around;
      }
    }
    return job;
  }

  /** The last lines logged in its outermost job since it began, oldest first; a copy. */
  public List<LoggedLine> loggedLines() {
    ActiveRun job = outermostJob();
    LogTail tail = job == null ? null : job.logTail;
    return tail == null ? Collections.emptyList() : tail.since(startMillis);
  }

  /** From now on, runs that begin inside this one start traces of their own. */
  void detach() {
    detached = true;
  }

  /** As {@link #detach}, but after this time. */
  void detachAfter(long nanos) {
    detachNanos = runs.nanoTime() + nanos;
    detachesLater = true;
  }

  boolean isDetached() {
    if (!detached && detachesLater && runs.nanoTime() - detachNanos >= 0) {
      detached = true;
    }
    return detached;
  }

  /** The run that this one began in and is no part of, since that one is detached; or null. */
  @Nullable ActiveRun detachedAround() {
    ActiveRun around = outer;
    return around != null && around.isDetached() ? around : null;
  }

  boolean isOwnedBy(Object frameworkRun) {
    return owner == frameworkRun;
  }

  public JobRun run() {
    return run;
  }

  /** The run this one is a part of, or null for the root of a trace. */
  public @Nullable ActiveRun parent() {
    return parent;
  }

  /** The previous attempt at the same work, or null. */
  public @Nullable RunLink link() {
    return link;
  }

  /** A run that was found on the thread and is no part of this one, or null. */
  public @Nullable RunLink leaked() {
    return leaked;
  }

  /**
   * The span in another process that this run, or the outermost one around it, is a part of; or
   * null.
   */
  public @Nullable RemoteParent remote() {
    return remote;
  }

  /** Whether the span of this run is sent. Metrics, events and alerts do not depend on it. */
  public boolean isSampled() {
    return sampled;
  }

  /** The same for all attempts of one run; 16 lower-case hex digits. */
  public String runId() {
    String id = runId;
    if (id == null) {
      // why: of a request nobody asks for it, and whoever asks first, the answer is the same
      id = Hex.of(spanId);
      runId = id;
    }
    return id;
  }

  /** 1 for the first. */
  public int attempt() {
    return attempt;
  }

  public long traceIdHigh() {
    return traceIdHigh;
  }

  public long traceIdLow() {
    return traceIdLow;
  }

  public long spanId() {
    return spanId;
  }

  /** The thread that began the run. */
  public Thread thread() {
    return thread;
  }

  /** What that thread was called when the run began. */
  public String threadName() {
    return threadName;
  }

  /** Epoch milliseconds. */
  public long startMillis() {
    return startMillis;
  }

  public long startNanos() {
    return startNanos;
  }

  /** Milliseconds late, never negative; 0 where no scheduled time is known. */
  public long latenessMillis() {
    long scheduled = run.scheduledMillis();
    return scheduled == JobRun.NO_TIME ? 0 : Math.max(0, startMillis - scheduled);
  }

  /** Milliseconds from being handed over to the start; -1 where the framework does not tell. */
  public long queuedMillis() {
    long submitted = run.submittedMillis();
    return submitted == JobRun.NO_TIME ? -1 : Math.max(0, startMillis - submitted);
  }

  /**
   * CPU time of the run's thread and of the runs inside it on other threads, in nanoseconds; -1 if
   * it was not measured. Known after the end.
   */
  public long cpuNanos() {
    return isMeasured && cpuNanos >= 0 ? cpuNanos + cpuElsewhere : -1;
  }

  /** Bytes allocated by the same threads; -1 if it was not measured. Known after the end. */
  public long allocatedBytes() {
    return isMeasured && allocatedBytes >= 0 ? allocatedBytes + allocatedElsewhere : -1;
  }

  public boolean isEnded() {
    return ended != 0;
  }

  /** Monotonic; 0 before the end. */
  public long durationNanos() {
    return durationNanos;
  }

  /**
   * Null before the end. Its {@code failure()} is there only while observers are told; {@link
   * #failure()} stays.
   */
  public @Nullable RunResult result() {
    return result;
  }

  /** The failure as text, or null where nothing was thrown. */
  public @Nullable FailureText failure() {
    return failure;
  }

  /**
   * What the database said, {@code 23505/1062}: SQLState and vendor code; null unless an
   * SQLException is behind the failure.
   */
  public @Nullable String sqlCode() {
    return sqlCode;
  }

  @Override
  public RunKind kind() {
    return run.kind();
  }

  @Override
  public boolean stopRequested() {
    return stopRequested;
  }

  void stopRequested(boolean requested) {
    stopRequested = requested;
  }

  @Override
  public String toString() {
    return run + " " + runId();
  }
}
