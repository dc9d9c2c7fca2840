package io.batchmon.agent.alert;

import io.batchmon.job.JobName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Failures of one job that are one thing to a person: same environment, service, job, kind and
 * fingerprint. Immutable; each change is a copy.
 */
public final class Incident {
  private static final long[] NONE = new long[0];
  private static final JobName COMMON_CAUSE = JobName.of("batchmon", "common cause");

  /** Openings within {@link #FLAPPING_MILLIS} that make a job one that flaps. */
  static final int FLAPPING_OPENINGS = 3;

  static final long FLAPPING_MILLIS = 3_600_000;
  private static final int FLAPPING_RECOVER = 3;

  /** How many kinds of messages are told apart. */
  static final int MAX_VARIANTS = 16;

  /** How loudly it was told. */
  public enum Stage {
    CLOSED,
    /** It failed less often in a row than its rule asks for. */
    PENDING,
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
  private boolean told;
  private int runsInRow;
  private int failedInRow;
  private int successes;
  private long firstMillis;
  private long lastMillis;
  private String lastJvm = "";
  private long lastStartNanos;
  private long lastStartMillis;
  private long periodMillis;
  private long toldMillis;
  private long[] recentMillis = NONE;
  private long[] openings = NONE;
  private long[] variants = NONE;
  private @Nullable Failure failure;
  private @Nullable Severity severity;
  private String group = "";
  private int groupJobs;

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
    told = that.told;
    runsInRow = that.runsInRow;
    failedInRow = that.failedInRow;
    successes = that.successes;
    firstMillis = that.firstMillis;
    lastMillis = that.lastMillis;
    lastJvm = that.lastJvm;
    lastStartNanos = that.lastStartNanos;
    lastStartMillis = that.lastStartMillis;
    periodMillis = that.periodMillis;
    toldMillis = that.toldMillis;
    recentMillis = that.recentMillis;
    openings = that.openings;
    variants = that.variants;
    failure = that.failure;
    severity = that.severity;
    group = that.group;
    groupJobs = that.groupJobs;
  }

  /** One of which nothing has been seen. */
  static Incident closed(
      String environment, String service, JobName job, AlertKind kind, Fingerprint fingerprint) {
    return new Incident(environment, service, job, kind, fingerprint);
  }

  /** After failures of one run, or of several that were folded into one occurrence. */
  Incident failed(Occurrence run, AlertPolicy policy) {
    Incident next = new Incident(this);
    long now = run.endMillis();
    boolean first = stage == Stage.CLOSED;
    next.count = first ? run.count() : count + run.count();
    next.toldCount = first ? 0 : toldCount;
    next.told = !first && told;
    next.failedInRow = first ? run.count() : failedInRow + run.count();
    next.successes = 0;
    next.firstMillis = first ? now : firstMillis;
    next.lastMillis = first ? now : Math.max(lastMillis, now);
    // why: closer together than the window, the window counts; counted twice, it would escalate
    boolean apart = run.startMillis() - lastStartMillis > policy.aggregateMillis();
    next.runsInRow = first ? 1 : runsInRow + (apart ? 1 : 0);
    if (first || isBefore(run)) {
      next.lastJvm = run.jvm();
      next.lastStartNanos = run.startNanos();
      next.lastStartMillis = run.startMillis();
    }
    next.periodMillis = run.periodMillis() > 0 ? run.periodMillis() : periodMillis;
    next.variants = first ? NONE : variants;
    next.group = first ? "" : group;
    next.recentMillis =
        recent(
            first ? NONE : recentMillis,
            now,
            run.count(),
            Math.max(policy.escalateCount(), policy.aggregateCount()));
    return next;
  }

  private static long[] recent(long[] before, long now, int failures, int most) {
    int kept = Math.min(before.length, Math.max(0, most - failures));
    int added = Math.min(failures, most);
    long[] next = new long[kept + added];
    System.arraycopy(before, before.length - kept, next, 0, kept);
    Arrays.fill(next, kept, next.length, now);
    return next;
  }

  /** Whether a run started after the latest one that failed. */
  boolean isBefore(Occurrence run) {
    return lastJvm.equals(run.jvm())
        ? run.startNanos() - lastStartNanos > 0
        : run.startMillis() > lastStartMillis;
  }

  /** After a run that worked, and which started later. */
  Incident succeeded(Occurrence run) {
    Incident next = new Incident(this);
    next.successes = successes + 1;
    next.failedInRow = 0;
    next.runsInRow = 0;
    return next;
  }

  /** Not enough failures in a row to be told. */
  Incident pending() {
    Incident next = new Incident(this);
    next.stage = Stage.PENDING;
    return next;
  }

  /** Open from now on, whether or not it is told. */
  Incident opened(long now) {
    Incident next = new Incident(this);
    next.stage = Stage.OPEN;
    next.openings = recent(openings, now, 1, FLAPPING_OPENINGS);
    return next;
  }

  /** After a message about it. */
  Incident told(Stage newStage, long now) {
    Incident next = new Incident(this);
    next.stage = newStage;
    next.told = true;
    next.toldCount = count;
    next.toldMillis = now;
    return next;
  }

  /** Over; what is kept of it tells whether the job flaps. */
  Incident closed(long now) {
    Incident next = new Incident(this);
    next.stage = Stage.CLOSED;
    next.toldMillis = now;
    return next;
  }

  /** The same of all jobs that fail for one cause. */
  Incident ofCause(String key) {
    Incident next =
        new Incident(
            environment,
            service,
            COMMON_CAUSE,
            kind,
            Fingerprint.ofReason(COMMON_CAUSE.name(), key));
    next.count = count;
    next.told = told;
    next.firstMillis = firstMillis;
    next.lastMillis = lastMillis;
    next.lastJvm = lastJvm;
    next.lastStartNanos = lastStartNanos;
    next.lastStartMillis = lastStartMillis;
    next.recentMillis = recentMillis;
    next.runsInRow = 1;
    next.failedInRow = count;
    next.failure = failure;
    return next;
  }

  /** The two as one, for a message about both. */
  Incident with(Incident other) {
    Incident next = new Incident(this);
    next.count = count + other.count;
    next.firstMillis = Math.min(firstMillis, other.firstMillis);
    next.lastMillis = Math.max(lastMillis, other.lastMillis);
    return next;
  }

  /** With the failure in words, for messages that no failure of the moment is at hand for. */
  Incident shown(Failure newFailure) {
    Incident next = new Incident(this);
    next.failure = newFailure;
    return next;
  }

  /** From now on it is told together with others that have this cause in common. */
  Incident inGroup(String key, int jobs) {
    Incident next = new Incident(this);
    next.group = key;
    next.groupJobs = jobs;
    return next;
  }

  /** The cause with whose other jobs it is told together; empty if it is told alone. */
  String group() {
    return group;
  }

  /** How many jobs that cause had. */
  int groupJobs() {
    return groupJobs;
  }

  /** As bad as its job's rule says, or as its kind is. */
  Incident withSeverity(Severity newSeverity) {
    if (severity == newSeverity) {
      return this;
    }
    Incident next = new Incident(this);
    next.severity = newSeverity;
    return next;
  }

  /** How bad it was before it was escalated, if it ever was. */
  public Severity severity() {
    return severity == null ? kind.severity() : severity;
  }

  /** With one more kind of message; beyond {@link #MAX_VARIANTS} they are no longer told apart. */
  Incident withVariant(long variant) {
    for (long known : variants) {
      if (known == variant) {
        return this;
      }
    }
    if (variants.length == MAX_VARIANTS) {
      return this;
    }
    Incident next = new Incident(this);
    next.variants = Arrays.copyOf(variants, variants.length + 1);
    next.variants[variants.length] = variant;
    return next;
  }

  /** How many kinds of messages its failures had, ids and numbers apart; at most 16. */
  public int variants() {
    return variants.length;
  }

  /** Whether the last so many failures lie within a time that ends at the latest of them. */
  boolean reached(int failures, long withinMillis) {
    int from = recentMillis.length - failures;
    return from >= 0 && lastMillis - recentMillis[from] <= withinMillis;
  }

  public boolean isOpen() {
    return stage != Stage.CLOSED && stage != Stage.PENDING;
  }

  /** Whether anybody has heard of it since it opened. */
  boolean isTold() {
    return told;
  }

  /** Whether it opened so often lately that one success means little. */
  public boolean isFlapping() {
    return openings.length == FLAPPING_OPENINGS
        && openings[FLAPPING_OPENINGS - 1] - openings[0] <= FLAPPING_MILLIS;
  }

  /** Successes in a row that end it, where a rule asks for this many. */
  int neededSuccesses(int recover) {
    return isFlapping() ? Math.max(recover, FLAPPING_RECOVER) : recover;
  }

  /** Environment, service, job, kind and fingerprint in one text. */
  public String identity() {
    return identity(fingerprint.toString());
  }

  /** As {@link #identity()}, with the fingerprint of another version of the algorithm. */
  String identity(String fingerprintHex) {
    return environment + '|' + service + '|' + job + '|' + kind + '|' + fingerprintHex;
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

  /** Whether it stands for all jobs that fail for one cause. */
  public boolean isCommonCause() {
    return job.equals(COMMON_CAUSE);
  }

  /** The same for a common cause and for each job that fails for it; null where none is known. */
  public @Nullable String cause() {
    if (isCommonCause()) {
      return fingerprint.toString();
    }
    CommonCause cause = fingerprint.cause();
    return cause == null ? null : Fingerprint.ofReason(COMMON_CAUSE.name(), cause.key()).toString();
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

  /** Failed runs one after the other, however close. */
  int failedInRow() {
    return failedInRow;
  }

  /** Runs that worked since the last failure. */
  int successes() {
    return successes;
  }

  /** From one scheduled time of the job to the next; 0 where it is unknown. */
  long periodMillis() {
    return periodMillis;
  }

  long toldMillis() {
    return toldMillis;
  }

  /** When something was said last, or the first failure where nothing was. */
  long lastWordMillis() {
    return told ? toldMillis : firstMillis;
  }

  public @Nullable Failure failure() {
    return failure;
  }

  /** All of it as text, for {@link #load}. */
  String save() {
    SavedText text = new SavedText();
    text.put("environment", environment);
    text.put("service", service);
    text.put("job.system", job.system());
    text.put("job.group", job.group());
    text.put("job.name", job.name());
    text.put("kind", kind.name());
    text.put("fingerprint", fingerprint.toString());
    text.put("stage", stage.name());
    text.put("severity", severity == null ? null : severity.name());
    text.put("group", group.isEmpty() ? null : group);
    text.put("group.jobs", groupJobs);
    text.put("count", count);
    text.put("told.count", toldCount);
    text.put("told", told ? 1 : 0);
    text.put("runs.in.row", runsInRow);
    text.put("failed.in.row", failedInRow);
    text.put("successes", successes);
    text.put("first", firstMillis);
    text.put("last", lastMillis);
    text.put("last.jvm", lastJvm);
    text.put("last.start.nanos", lastStartNanos);
    text.put("last.start", lastStartMillis);
    text.put("period", periodMillis);
    text.put("told.at", toldMillis);
    text.put("recent", recentMillis);
    text.put("openings", openings);
    text.put("variants", variants);
    if (failure != null) {
      failure.save(text);
    }
    return text.toString();
  }

  /** As it was saved; null if the text is not of one, or of one that only a newer version knows. */
  static @Nullable Incident load(String saved) {
    SavedText text = new SavedText(saved);
    String name = text.text("job.name");
    String hex = text.text("fingerprint");
    AlertKind kind = AlertKind.named(text.text("kind", ""));
    Stage stage = stageNamed(text.text("stage", ""));
    if (name == null || hex == null || kind == null || stage == null) {
      return null;
    }
    Incident incident =
        new Incident(
            text.text("environment", ""),
            text.text("service", ""),
            JobName.of(text.text("job.system", ""), text.text("job.group"), name),
            kind,
            Fingerprint.known(hex));
    incident.stage = stage;
    String severity = text.text("severity");
    incident.severity = severity == null ? null : Severity.named(severity);
    incident.group = text.text("group", "");
    incident.groupJobs = (int) text.number("group.jobs");
    incident.count = (int) text.number("count");
    incident.toldCount = (int) text.number("told.count");
    incident.told = text.number("told") != 0;
    incident.runsInRow = (int) text.number("runs.in.row");
    incident.failedInRow = (int) text.number("failed.in.row");
    incident.successes = (int) text.number("successes");
    incident.firstMillis = text.number("first");
    incident.lastMillis = text.number("last");
    incident.lastJvm = text.text("last.jvm", "");
    incident.lastStartNanos = text.number("last.start.nanos");
    incident.lastStartMillis = text.number("last.start");
    incident.periodMillis = text.number("period");
    incident.toldMillis = text.number("told.at");
    incident.recentMillis = text.numbers("recent");
    incident.openings = text.numbers("openings");
    incident.variants = text.numbers("variants");
    incident.failure = Failure.load(text);
    return incident;
  }

  private static @Nullable Stage stageNamed(String name) {
    for (Stage stage : Stage.values()) {
      if (stage.name().equals(name)) {
        return stage;
      }
    }
    return null;
  }
}
