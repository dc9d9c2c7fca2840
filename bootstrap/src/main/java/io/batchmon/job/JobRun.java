package io.batchmon.job;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known when a run starts. Immutable; built by advice in the job's thread, so that its
 * getters may be read from any thread later.
 */
public final class JobRun {
  /** The value of a time that the framework does not tell. */
  public static final long NO_TIME = Long.MIN_VALUE;

  private static final Object[] NO_ATTRIBUTES = new Object[0];

  private final RunKind kind;
  private final JobName name;
  private final @Nullable String instanceId;
  private final int attempt;
  private final long scheduledMillis;
  private final long nextMillis;
  private final long submittedMillis;
  private final long agoNanos;
  private final boolean byScheduler;
  private final @Nullable Progress progress;
  private final @Nullable String trigger;
  private final @Nullable String schedule;
  private final @Nullable String codeClass;
  private final @Nullable String codeMethod;
  private final Object[] attributes;
  private final String @Nullable [] headers;
  private final String @Nullable [] links;

  private JobRun(Builder builder) {
    kind = builder.kind;
    name = builder.name;
    instanceId = builder.instanceId;
    attempt = builder.attempt;
    scheduledMillis = builder.scheduledMillis;
    nextMillis = builder.nextMillis;
    submittedMillis = builder.submittedMillis;
    agoNanos = builder.agoNanos;
    byScheduler = builder.byScheduler;
    progress = builder.progress;
    trigger = builder.trigger;
    schedule = builder.schedule;
    codeClass = builder.codeClass;
    codeMethod = builder.codeMethod;
    attributes = builder.attributes;
    headers = builder.headers;
    links = builder.links;
  }

  private JobRun(JobRun that) {
    kind = that.kind;
    name = that.name;
    instanceId = that.instanceId;
    attempt = that.attempt;
    scheduledMillis = that.scheduledMillis;
    nextMillis = that.nextMillis;
    submittedMillis = that.submittedMillis;
    agoNanos = that.agoNanos;
    byScheduler = that.byScheduler;
    progress = null;
    trigger = that.trigger;
    schedule = that.schedule;
    codeClass = that.codeClass;
    codeMethod = that.codeMethod;
    attributes = that.attributes;
    headers = null;
    links = that.links;
  }

  /** A run of which nothing but the name is known. */
  public static JobRun of(RunKind kind, JobName name) {
    return builder(kind, name).build();
  }

  public static Builder builder(RunKind kind, JobName name) {
    return new Builder(kind, name);
  }

  public RunKind kind() {
    return kind;
  }

  public JobName name() {
    return name;
  }

  /**
   * The framework's own id of this piece of work, the same for all attempts at it (Quartz fire
   * instance, Spring Batch job instance); null where there is none.
   */
  public @Nullable String instanceId() {
    return instanceId;
  }

  /** 1 for the first. */
  public int attempt() {
    return attempt;
  }

  /** When it should have started, in epoch milliseconds, or {@link #NO_TIME}. */
  public long scheduledMillis() {
    return scheduledMillis;
  }

  /** When it is to start the next time, in epoch milliseconds, or {@link #NO_TIME}. */
  public long nextMillis() {
    return nextMillis;
  }

  /**
   * When it was handed over to whatever runs it, in epoch milliseconds, or {@link #NO_TIME}: from
   * then on it waited.
   */
  public long submittedMillis() {
    return submittedMillis;
  }

  /** How long ago it began, where it is told only afterwards; mostly 0. */
  public long agoNanos() {
    return agoNanos;
  }

  /**
   * Whether a scheduler began it in a thread of its own, so that it cannot be a part of whatever
   * run is found on that thread.
   */
  public boolean isByScheduler() {
    return byScheduler;
  }

  /**
   * How far the run has come; null where the framework does not tell. Refers to the framework's
   * objects, so it is not to be kept beyond the end of the run.
   */
  public @Nullable Progress progress() {
    return progress;
  }

  /**
   * What the request brought, in the order of {@link JobRuns#incomingHeaders}, null where it had no
   * such header; null for what is no request.
   */
  public String @Nullable [] headers() {
    return headers;
  }

  /** Spans elsewhere that led to this run, as W3C {@code traceparent}s; null for none. */
  public String @Nullable [] links() {
    return links;
  }

  /** The same without {@link #progress} and {@link #headers}, to keep after the end. */
  public JobRun withoutProgress() {
    if (progress == null && headers == null) {
      return this;
    }
    return new JobRun(this);
  }

  /**
   * The same with every text but the names of code passed through this, such as to hide secrets.
   */
  public JobRun mapped(UnaryOperator<String> text) {
    Builder copy =
        builder(kind, name.mapped(text))
            .instanceId(instanceId == null ? null : text.apply(instanceId))
            .attempt(attempt)
            .scheduledMillis(scheduledMillis)
            .nextMillis(nextMillis)
            .submittedMillis(submittedMillis)
            .agoNanos(agoNanos)
            .progress(progress)
            .trigger(trigger == null ? null : text.apply(trigger))
            .schedule(schedule == null ? null : text.apply(schedule))
            .code(codeClass, codeMethod);
    copy.byScheduler = byScheduler;
    copy.links = links;
    copy.attributes = mapped(attributes, text);
    return copy.build();
  }

  /** Names and values in turn, of which the values that are text are passed through this. */
  static Object[] mapped(Object[] attributes, UnaryOperator<String> text) {
    Object[] mapped = attributes.clone();
    for (int i = 1; i < mapped.length; i += 2) {
      if (mapped[i] instanceof String) {
        mapped[i] = text.apply((String) mapped[i]);
      }
    }
    return mapped;
  }

  public @Nullable String trigger() {
    return trigger;
  }

  /** The schedule as an expression or in words, such as {@code 0 0 2 * * ?}. */
  public @Nullable String schedule() {
    return schedule;
  }

  /** The fully qualified name of the application's class that does the work. */
  public @Nullable String codeClass() {
    return codeClass;
  }

  public @Nullable String codeMethod() {
    return codeMethod;
  }

  /** How many attributes there are beyond the ones above. */
  public int attributeCount() {
    return attributes.length / 2;
  }

  public String attributeName(int index) {
    return (String) attributes[index * 2];
  }

  /** A String, Long, Double or Boolean. */
  public Object attributeValue(int index) {
    return attributes[index * 2 + 1];
  }

  @Override
  public String toString() {
    return kind + " " + name + (attempt == 1 ? "" : " attempt " + attempt);
  }

  /** Not thread-safe. Setters ignore null, so that advice can pass on what a framework returned. */
  public static final class Builder {
    private final RunKind kind;
    private final JobName name;
    private @Nullable String instanceId;
    private int attempt = 1;
    private long scheduledMillis = NO_TIME;
    private long nextMillis = NO_TIME;
    private long submittedMillis = NO_TIME;
    private long agoNanos;
    private boolean byScheduler;
    private @Nullable Progress progress;
    private @Nullable String trigger;
    private @Nullable String schedule;
    private @Nullable String codeClass;
    private @Nullable String codeMethod;
    private Object[] attributes = NO_ATTRIBUTES;
    private String @Nullable [] headers;
    private String @Nullable [] links;

    private Builder(RunKind kind, JobName name) {
      this.kind = kind;
      this.name = name;
    }

    public Builder instanceId(@Nullable String id) {
      this.instanceId = id;
      return this;
    }

    /** Values below 1 count as 1. */
    public Builder attempt(int number) {
      this.attempt = Math.max(1, number);
      return this;
    }

    public Builder scheduledMillis(long epochMillis) {
      this.scheduledMillis = epochMillis;
      return this;
    }

    public Builder nextMillis(long epochMillis) {
      this.nextMillis = epochMillis;
      return this;
    }

    public Builder submittedMillis(long epochMillis) {
      this.submittedMillis = epochMillis;
      return this;
    }

    /** It began this long ago and is told only now, as nobody knew that it would be one. */
    public Builder agoNanos(long nanos) {
      this.agoNanos = nanos;
      return this;
    }

    /** A scheduler begins the run in a thread of its own: the run always starts a new trace. */
    public Builder byScheduler() {
      this.byScheduler = true;
      return this;
    }

    public Builder progress(@Nullable Progress source) {
      this.progress = source;
      return this;
    }

    public Builder trigger(@Nullable String name) {
      this.trigger = name;
      return this;
    }

    public Builder schedule(@Nullable String expression) {
      this.schedule = expression;
      return this;
    }

    public Builder code(@Nullable String className, @Nullable String method) {
      this.codeClass = className;
      this.codeMethod = method;
      return this;
    }

    /**
     * What the request brought, which may name the trace that it is a part of.
     *
     * @param values in the order of {@link JobRuns#incomingHeaders}, null for one that is not
     *     there; not copied
     */
    public Builder headers(@Nullable String... values) {
      this.headers = values;
      return this;
    }

    /**
     * Spans elsewhere that led to this run without being what it is a part of.
     *
     * @param traceParents as W3C has them; not copied, and what is none is ignored
     */
    public Builder links(String... traceParents) {
      this.links = traceParents;
      return this;
    }

    public Builder attribute(String key, @Nullable String value) {
      return value == null ? this : add(key, value);
    }

    public Builder attribute(String key, long value) {
      return add(key, value);
    }

    public Builder attribute(String key, boolean value) {
      return add(key, value);
    }

    /**
     * Several attributes at once, names and values in turn.
     *
     * @param namesAndValues kept as it is where these are the first; values are none but String,
     *     Long, Double and Boolean
     */
    public Builder attributes(Object... namesAndValues) {
      if (attributes.length == 0) {
        attributes = namesAndValues;
        return this;
      }
      Object[] longer = new Object[attributes.length + namesAndValues.length];
      System.arraycopy(attributes, 0, longer, 0, attributes.length);
      System.arraycopy(namesAndValues, 0, longer, attributes.length, namesAndValues.length);
      attributes = longer;
      return this;
    }

    private Builder add(String key, Object value) {
      Object[] longer = new Object[attributes.length + 2];
      System.arraycopy(attributes, 0, longer, 0, attributes.length);
      longer[attributes.length] = key;
      longer[attributes.length + 1] = value;
      attributes = longer;
      return this;
    }

    public JobRun build() {
      return new JobRun(this);
    }
  }
}
