package io.batchmon.agent.alert;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.FailureText;
import io.batchmon.agent.run.Hex;
import io.batchmon.agent.run.LoggedLine;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What alerting keeps of a run that ended: text and numbers only, nothing that pins a class loader.
 * Immutable but for the repeats that are counted on it while it waits.
 */
public final class AlertEvent {
  private static final String PATH = "url.path";
  private static final int TAKEN = -1;

  private final JobRun run;
  private final RunResult result;
  private final @Nullable FailureText failure;
  private final String runId;
  private final int attempt;
  private final long traceIdHigh;
  private final long traceIdLow;
  private final long spanId;
  private final long startMillis;
  private final long startNanos;
  private final long durationNanos;
  private final long latenessMillis;
  private final @Nullable JobName partOf;
  private final AtomicInteger repeats = new AtomicInteger();
  private final @Nullable String waitsAs;
  private final AlertKind kind;
  private final boolean notice;
  private final boolean ended;
  private final List<LoggedLine> loggedLines;

  private AlertEvent(ActiveRun active, RunResult result, @Nullable String waitsAs, boolean notice) {
    this(active, active.run(), result, waitsAs, notice);
  }

  private AlertEvent(
      ActiveRun active, JobRun run, RunResult result, @Nullable String waitsAs, boolean notice) {
    this.notice = notice;
    this.ended = active.result() != null;
    this.run = run;
    this.result = result.withoutFailure();
    this.kind = AlertKind.of(result);
    this.failure = active.failure();
    this.runId = active.runId();
    this.attempt = active.attempt();
    this.traceIdHigh = active.traceIdHigh();
    this.traceIdLow = active.traceIdLow();
    this.spanId = active.spanId();
    this.startMillis = active.startMillis();
    this.startNanos = active.startNanos();
    this.durationNanos = active.durationNanos();
    this.latenessMillis = active.latenessMillis();
    this.partOf = outermost(active);
    this.waitsAs = waitsAs;
    this.loggedLines =
        result.outcome().isError() && !notice ? active.loggedLines() : Collections.emptyList();
  }

  private AlertEvent(AlertEvent that, UnaryOperator<String> redactor) {
    this.notice = that.notice;
    this.ended = that.ended;
    this.run = that.run.mapped(redactor);
    this.result = that.result.mapped(redactor);
    this.kind = that.kind;
    this.failure = that.failure == null ? null : that.failure.withMessages(redactor);
    this.runId = redactor.apply(that.runId);
    this.attempt = that.attempt;
    this.traceIdHigh = that.traceIdHigh;
    this.traceIdLow = that.traceIdLow;
    this.spanId = that.spanId;
    this.startMillis = that.startMillis;
    this.startNanos = that.startNanos;
    this.durationNanos = that.durationNanos;
    this.latenessMillis = that.latenessMillis;
    this.partOf = that.partOf == null ? null : that.partOf.mapped(redactor);
    this.waitsAs = that.waitsAs;
    this.loggedLines = new ArrayList<>(that.loggedLines.size());
    for (LoggedLine line : that.loggedLines) {
      loggedLines.add(line.shown(redactor));
    }
  }

  private AlertEvent(JobRun run, RunResult result, long nowMillis, long nowNanos, String waitsAs) {
    this.notice = false;
    this.ended = false;
    this.run = run;
    this.result = result;
    this.kind = AlertKind.MISSED;
    this.failure = null;
    this.runId = "";
    this.attempt = 1;
    this.traceIdHigh = 0;
    this.traceIdLow = 0;
    this.spanId = 0;
    this.startMillis = nowMillis;
    this.startNanos = nowNanos;
    this.durationNanos = 0;
    this.latenessMillis = 0;
    this.partOf = null;
    this.waitsAs = waitsAs;
    this.loggedLines = Collections.emptyList();
  }

  /**
   * Of a run that did not start.
   *
   * @param waitsAs by which repeats find this event while it waits
   */
  static AlertEvent missed(
      JobRun run, String reason, long nowMillis, long nowNanos, String waitsAs) {
    return new AlertEvent(run, RunResult.rejected(reason, "missed"), nowMillis, nowNanos, waitsAs);
  }

  /** As it may be shown; what is decided and compared by is this one as it is. */
  AlertEvent shown(UnaryOperator<String> redactor) {
    return new AlertEvent(this, redactor);
  }

  private static @Nullable JobName outermost(ActiveRun active) {
    ActiveRun around = active.parent();
    for (ActiveRun run = around; run != null; run = run.parent()) {
      around = run;
    }
    return around == null ? null : nameOf(around.run());
  }

  // why: its route is not known before its end, and GET alone says nothing
  private static JobName nameOf(JobRun run) {
    JobName name = run.name();
    if (run.kind() == RunKind.REQUEST) {
      for (int i = 0; i < run.attributeCount(); i++) {
        if (PATH.equals(run.attributeName(i))) {
          return JobName.of(name.system(), name.name() + ' ' + run.attributeValue(i));
        }
      }
    }
    return name;
  }

  /** Of a run whose end is being told. */
  static AlertEvent success(ActiveRun active, RunResult result) {
    return new AlertEvent(active, result, null, false);
  }

  /**
   * Of a run whose end is being told.
   *
   * @param waitsAs by which repeats find this event while it waits
   */
  static AlertEvent failure(ActiveRun active, RunResult result, String waitsAs) {
    return new AlertEvent(active, result, waitsAs, false);
  }

  /**
   * Of a request whose end is being told, under the name that its route gives it.
   *
   * @param waitsAs null for a success
   */
  static AlertEvent request(
      ActiveRun active, JobName name, RunResult result, @Nullable String waitsAs) {
    return new AlertEvent(active, JobRun.of(active.kind(), name), result, waitsAs, false);
  }

  /** That a run has started or ended, which decides nothing. */
  static AlertEvent notice(ActiveRun active) {
    RunResult result = active.result();
    return new AlertEvent(active, result == null ? RunResult.succeeded() : result, null, true);
  }

  /** Whether it is only to be told. */
  boolean isNotice() {
    return notice;
  }

  /** False for the notice of a start. */
  boolean hasEnded() {
    return ended;
  }

  /**
   * Counts one more failure like this one; false if this event was taken from the queue already.
   */
  boolean repeat() {
    for (int count = repeats.get(); count != TAKEN; count = repeats.get()) {
      if (repeats.compareAndSet(count, count + 1)) {
        return true;
      }
    }
    return false;
  }

  /** How many failures this event stands for; to be called once, when it is taken. */
  int take() {
    return 1 + repeats.getAndSet(TAKEN);
  }

  /** By which repeats find this event while it waits; null for a success. */
  @Nullable String waitsAs() {
    return waitsAs;
  }

  /**
   * What decides about an incident.
   *
   * @param jvm where the run was
   * @param failures how many the event stands for; 0 for a success
   */
  Occurrence occurrence(String jvm, int failures) {
    long next = run.nextMillis();
    long scheduled = run.scheduledMillis();
    boolean known = next != JobRun.NO_TIME && scheduled != JobRun.NO_TIME && next > scheduled;
    return new Occurrence(
        failures, jvm, startMillis, startNanos, endMillis(), known ? next - scheduled : 0);
  }

  /** The last lines that were logged in a run that failed, oldest first. */
  public List<LoggedLine> loggedLines() {
    return Collections.unmodifiableList(loggedLines);
  }

  public boolean isFailure() {
    return result.outcome().isError();
  }

  public AlertKind kind() {
    return kind;
  }

  public JobRun run() {
    return run;
  }

  public JobName job() {
    return run.name();
  }

  public RunResult result() {
    return result;
  }

  /** Null where nothing was thrown. */
  public @Nullable FailureText failure() {
    return failure;
  }

  /** Empty for a run that did not start. */
  public String runId() {
    return runId;
  }

  public int attempt() {
    return attempt;
  }

  /** Empty for a run that did not start. */
  public String traceId() {
    return kind == AlertKind.MISSED ? "" : Hex.of(traceIdHigh) + Hex.of(traceIdLow);
  }

  public long traceIdHigh() {
    return traceIdHigh;
  }

  public long traceIdLow() {
    return traceIdLow;
  }

  /** 0 for a run that did not start. */
  public long spanId() {
    return spanId;
  }

  /** 0 where it was in time, or no scheduled time is known. */
  public long latenessMillis() {
    return latenessMillis;
  }

  /** The job, request (by its path) or main that the run was a part of, or null. */
  public @Nullable JobName partOf() {
    return partOf;
  }

  public long startMillis() {
    return startMillis;
  }

  /** Monotonic: tells which of two runs of this JVM started later. */
  long startNanos() {
    return startNanos;
  }

  public long endMillis() {
    return startMillis + durationMillis();
  }

  public long durationMillis() {
    return durationNanos / 1_000_000;
  }
}
