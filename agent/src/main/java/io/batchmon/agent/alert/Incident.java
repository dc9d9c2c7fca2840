package io.batchmon.agent.alert;

import io.batchmon.job.JobName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Failures of one job that are one thing to a person: same environment, service, job, kind and
 * fingerprint. Immutable; each change is a copy.
 */
public final class Incident {
  /** How loudly it was told. */
  public enum Stage {
    CLOSED,
    OPEN,
    AGGREGATED,
    ESCALATED
  }

  private final String environment;
  private final String service;
  private final JobName job;
  private final AlertKind kind;
  private final Fingerprint fingerprint;
  private Stage stage = Stage.CLOSED;
  private int count;
  private int toldCount;
  private int runsInRow;
  private long firstMillis;
  private long lastMillis;
  private long lastStartNanos;
  private long lastStartMillis;
  private long toldMillis;
  private long[] recentMillis = new long[0];
  private @Nullable Failure failure;

  private Incident(
      String environment, String service, JobName job, AlertKind kind, Fingerprint fingerprint) {
    this.environment = environment;
    this.service = service;
    this.job = job;
    this.kind = kind;
    this.fingerprint = fingerprint;
  }

  private Incident(Incident that) {
    this(that.environment, that.service, that.job, that.kind, that.fingerprint);
    stage = that.stage;
    count = that.count;
    toldCount = that.toldCount;
    runsInRow = that.runsInRow;
    firstMillis = that.firstMillis;
    lastMillis = that.lastMillis;
    lastStartNanos = that.lastStartNanos;
    lastStartMillis = that.lastStartMillis;
    toldMillis = that.toldMillis;
    recentMillis = that.recentMillis;
    failure = that.failure;
  }

  /** One of which nothing has been seen. */
  static Incident closed(
      String environment, String service, JobName job, AlertKind kind, Fingerprint fingerprint) {
    return new Incident(environment, service, job, kind, fingerprint);
  }

  /** After failures of one run, or of several that were folded into one event. */
  Incident failed(AlertEvent event, int failures, AlertPolicy policy) {
    Incident next = new Incident(this);
    long now = event.endMillis();
    boolean first = stage == Stage.CLOSED;
    next.count = count + failures;
    next.firstMillis = first ? now : firstMillis;
    next.lastMillis = first ? now : Math.max(lastMillis, now);
    // why: closer together than the window, the window counts; counted twice, it would escalate
    boolean apart = event.startMillis() - lastStartMillis > policy.aggregateMillis();
    next.runsInRow = first ? 1 : runsInRow + (apart ? 1 : 0);
    if (first || event.startNanos() - lastStartNanos > 0) {
      next.lastStartNanos = event.startNanos();
      next.lastStartMillis = event.startMillis();
    }
    next.recentMillis =
        recent(now, failures, Math.max(policy.escalateCount(), policy.aggregateCount()));
    return next;
  }

  private long[] recent(long now, int failures, int most) {
    int kept = Math.min(recentMillis.length, Math.max(0, most - failures));
    int added = Math.min(failures, most);
    long[] next = new long[kept + added];
    System.arraycopy(recentMillis, recentMillis.length - kept, next, 0, kept);
    Arrays.fill(next, kept, next.length, now);
    return next;
  }

  /** After a message about it. */
  Incident told(Stage newStage, long now) {
    Incident next = new Incident(this);
    next.stage = newStage;
    next.toldCount = count;
    next.toldMillis = now;
    return next;
  }

  /** With the failure in words, for messages that no failure of the moment is at hand for. */
  Incident shown(Failure newFailure) {
    Incident next = new Incident(this);
    next.failure = newFailure;
    return next;
  }

  /** Whether the last so many failures lie within a time that ends at the latest of them. */
  boolean reached(int failures, long withinMillis) {
    int from = recentMillis.length - failures;
    return from >= 0 && lastMillis - recentMillis[from] <= withinMillis;
  }

  public boolean isOpen() {
    return stage != Stage.CLOSED;
  }

  /** Environment, service, job, kind and fingerprint in one text. */
  public String identity() {
    return environment + '|' + service + '|' + job + '|' + kind + '|' + fingerprint;
  }

  public String environment() {
    return environment;
  }

  public String service() {
    return service;
  }

  public JobName job() {
    return job;
  }

  public AlertKind kind() {
    return kind;
  }

  public Fingerprint fingerprint() {
    return fingerprint;
  }

  public Stage stage() {
    return stage;
  }

  public int count() {
    return count;
  }

  /** Failures that no message has named yet. */
  int untold() {
    return count - toldCount;
  }

  /** Failed runs one after the other, further apart than the aggregation window. */
  public int runsInRow() {
    return runsInRow;
  }

  public long firstMillis() {
    return firstMillis;
  }

  public long lastMillis() {
    return lastMillis;
  }

  /** The monotonic start of the latest run that failed. */
  long lastStartNanos() {
    return lastStartNanos;
  }

  long toldMillis() {
    return toldMillis;
  }

  public @Nullable Failure failure() {
    return failure;
  }
}
