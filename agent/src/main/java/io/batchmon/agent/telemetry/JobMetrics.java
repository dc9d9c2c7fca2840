package io.batchmon.agent.telemetry;

import io.batchmon.agent.message.RunMessages;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Pools;
import io.batchmon.agent.run.SqlPools;
import io.batchmon.agent.sql.RunSql;
import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunOutcome;
import io.batchmon.job.RunResult;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The metrics of jobs and of the agent itself. Confined to the telemetry thread. */
final class JobMetrics {
  private final List<Instrument> all = new ArrayList<>();
  private final OtlpConfig config;
  private final UnaryOperator<String> redactor;
  private final long startNanos;
  private final Instrument duration;
  private final Instrument runs;
  private final Instrument active;
  private final Instrument errors;
  private final Instrument lateness;
  private final Instrument lastSuccess;
  private final Instrument nextRun;
  private final Instrument missed;
  private final Instrument items;
  private final Instrument leaked;
  private final Instrument waiting;
  private final Instrument working;
  private final Instrument completed;
  private final Instrument failed;
  private final Instrument swallowed;
  private final Instrument dropped;
  private final Instrument exportFailures;
  private final Instrument adviceFailures;
  private final SqlMetrics sql;
  private final MessageMetrics messages;
  private final ExchangeMetrics exchanges;

  JobMetrics(OtlpConfig config, long startMillis, UnaryOperator<String> redactor) {
    this.config = config;
    this.redactor = redactor;
    long start = startMillis * 1_000_000;
    this.startNanos = start;
    duration = add(Instrument.Kind.HISTOGRAM, TelemetryNames.DURATION, "s", "Duration", start);
    runs = add(Instrument.Kind.COUNTER, TelemetryNames.RUNS, "{run}", "Runs that ended", start);
    active = add(Instrument.Kind.UP_DOWN, TelemetryNames.ACTIVE, "{run}", "Open runs", start);
    errors =
        add(Instrument.Kind.COUNTER, TelemetryNames.ERRORS, "{error}", "Failed attempts", start);
    lateness =
        add(
            Instrument.Kind.HISTOGRAM,
            TelemetryNames.LATENESS,
            "s",
            "From scheduled to actual start",
            start);
    lastSuccess =
        add(Instrument.Kind.GAUGE, TelemetryNames.LAST_SUCCESS, "s", "Last success", start);
    nextRun = add(Instrument.Kind.GAUGE, TelemetryNames.NEXT_RUN, "s", "Next start", start);
    missed =
        add(Instrument.Kind.COUNTER, TelemetryNames.MISSED, "{run}", "Runs not started", start);
    items = add(Instrument.Kind.COUNTER, TelemetryNames.ITEMS, "{item}", "Items", start);
    leaked =
        add(Instrument.Kind.COUNTER, TelemetryNames.LEAKED_RUNS, "{run}", "Leaked runs", start);
    waiting =
        add(Instrument.Kind.GAUGE, TelemetryNames.QUEUE_WAITING, "{task}", "Tasks queued", start);
    working =
        add(Instrument.Kind.GAUGE, TelemetryNames.QUEUE_ACTIVE, "{task}", "Tasks running", start);
    completed = ofTasks(TelemetryNames.QUEUE_COMPLETED, "Tasks that ended", start);
    failed = ofTasks(TelemetryNames.QUEUE_FAILED, "Tasks that threw", start);
    swallowed = ofTasks(TelemetryNames.QUEUE_SWALLOWED, "Exceptions nobody asked for", start);
    dropped =
        add(Instrument.Kind.COUNTER, TelemetryNames.DROPPED, "{item}", "Telemetry lost", start);
    exportFailures =
        add(
            Instrument.Kind.COUNTER,
            TelemetryNames.EXPORT_FAILURES,
            "{request}",
            "Failed export requests",
            start);
    adviceFailures =
        add(
            Instrument.Kind.COUNTER,
            TelemetryNames.ADVICE_FAILURES,
            "{failure}",
            "Advice that failed",
            start);
    sql =
        new SqlMetrics(
            redactor, (kind, name, unit, description) -> add(kind, name, unit, description, start));
    messages =
        new MessageMetrics(
            redactor, (kind, name, unit, description) -> add(kind, name, unit, description, start));
    exchanges =
        new ExchangeMetrics(
            redactor,
            sql,
            ofDurations(TelemetryNames.HTTP_SERVER_DURATION, "Duration of requests", start),
            ofDurations(TelemetryNames.HTTP_CLIENT_DURATION, "Duration of HTTP calls", start),
            ofDurations(TelemetryNames.RPC_CLIENT_DURATION, "Duration of other calls", start),
            messages,
            ofDurations(
                TelemetryNames.MESSAGING_PROCESS_DURATION,
                "Duration of messages processed",
                start));
  }

  private Instrument ofDurations(String name, String description, long startNanos) {
    return add(Instrument.Kind.MOMENTS, name, "s", description, startNanos);
  }

  private Instrument ofTasks(String name, String description, long startNanos) {
    return add(Instrument.Kind.COUNTER, name, "{task}", description, startNanos);
  }

  /** Another metric, which whoever adds it fills. */
  Instrument with(Instrument.Kind kind, String name, String unit, String description) {
    return add(kind, name, unit, description, startNanos);
  }

  private Instrument add(
      Instrument.Kind kind, String name, String unit, String description, long startNanos) {
    Instrument instrument = new Instrument(kind, name, unit, description, config, startNanos);
    all.add(instrument);
    return instrument;
  }

  /** Steps and requests have metrics of their own kind; they would distort those of jobs. */
  private static boolean isJob(ActiveRun run) {
    return run.run().kind() == RunKind.JOB || run.run().kind() == RunKind.TASK;
  }

  // why: redacted before they are counted by; two series that look the same would be one too many
  private AttributesBuilder job(JobName name) {
    AttributesBuilder builder =
        Attributes.builder()
            .put(TelemetryNames.JOB_SYSTEM, name.system())
            .put(TelemetryNames.JOB_NAME, redactor.apply(name.name()));
    String group = name.group();
    if (group != null) {
      builder.put(TelemetryNames.JOB_GROUP, redactor.apply(group));
    }
    return builder;
  }

  void started(ActiveRun run) {
    if (!isJob(run)) {
      return;
    }
    JobRun what = run.run();
    Attributes job = job(what.name()).build();
    active.add(job, 1);
    if (run.leaked() != null) {
      leaked.add(job, 1);
    }
    if (what.scheduledMillis() != JobRun.NO_TIME) {
      lateness.record(job, run.latenessMillis() / 1e3);
    }
    if (what.nextMillis() != JobRun.NO_TIME) {
      nextRun.set(job, what.nextMillis() / 1000);
    }
  }

  /** A run that was counted as started is not open any more. */
  void closed(ActiveRun run) {
    if (isJob(run)) {
      active.add(job(run.run().name()).build(), -1);
    }
  }

  void ended(ActiveRun run, RunResult result) {
    if (!isJob(run)) {
      return;
    }
    JobName name = run.run().name();
    RunOutcome outcome = result.outcome();
    String errorType = RunTranslation.errorType(run, result);
    if (errorType != null) {
      errors.add(job(name).put(TelemetryNames.ERROR_TYPE, redactor.apply(errorType)).build(), 1);
    }
    if (result.isRetried()) {
      return;
    }
    count(name, result.items());
    Attributes withOutcome = job(name).put(TelemetryNames.OUTCOME, outcome.word()).build();
    runs.add(withOutcome, 1);
    duration.record(withOutcome, run.durationNanos() / 1e9);
    if (outcome == RunOutcome.SUCCEEDED) {
      long endMillis = run.startMillis() + run.durationNanos() / 1_000_000;
      lastSuccess.set(job(name).build(), endMillis / 1000);
    }
  }

  /** What an open run has done with databases and messages since the last call. */
  void sumsOf(ActiveRun run) {
    RunSql done = run.sqlSoFar();
    if (done != null) {
      sql.read(done);
    }
    RunMessages passed = run.messagesSoFar();
    if (passed != null) {
      messages.read(passed);
    }
  }

  /** What pools of connections said of themselves. */
  void connectionsRead(List<SqlPools.Pool> pools) {
    sql.read(pools);
  }

  /** A request or a call. */
  void ended(ActiveRun run, RunResult result, Exchange exchange) {
    exchanges.ended(run, result, exchange);
  }

  /** Requests or calls that ended while their queue was full. */
  void exchangesOverflowed(boolean requests, double seconds, long count) {
    exchanges.overflowed(requests, seconds, count);
  }

  /** Of jobs alone: theirs are the sums of their steps'. */
  private void count(JobName name, ItemCounts counts) {
    if (counts != ItemCounts.NONE) {
      count(name, "read", counts.read());
      count(name, "written", counts.written());
      count(name, "filtered", counts.filtered());
      count(name, "skipped", counts.skipped());
    }
  }

  private void count(JobName name, String kind, long count) {
    items.add(job(name).put(TelemetryNames.ITEMS_KIND, kind).build(), count);
  }

  /** Runs that ended while the queue was full: their job is not known any more. */
  void overflowed(RunOutcome outcome, long count) {
    Attributes what =
        Attributes.builder()
            .put(TelemetryNames.OVERFLOW, true)
            .put(TelemetryNames.OUTCOME, outcome.word())
            .build();
    runs.add(what, count);
  }

  void missed(JobName name, String reason) {
    missed.add(job(name).put(TelemetryNames.REASON, redactor.apply(reason)).build(), 1);
  }

  /** What thread pools said of themselves. */
  void poolsRead(List<Pools.Reading> readings) {
    waiting.clear();
    working.clear();
    for (Pools.Reading reading : readings) {
      Attributes pool = named(reading.name());
      waiting.add(pool, reading.waiting());
      working.add(pool, reading.active());
      completed.add(pool, reading.completed());
      if (reading.failed() > 0) {
        failed.add(pool, reading.failed());
      }
    }
  }

  private Attributes named(@Nullable String pool) {
    return PoolTelemetry.named(pool == null ? null : redactor.apply(pool));
  }

  /** An exception that nobody asked for. */
  void swallowed(@Nullable String pool) {
    swallowed.add(pool == null ? Attributes.empty() : named(pool), 1);
  }

  void adviceFailed(String hook) {
    adviceFailures.add(Attributes.builder().put(TelemetryNames.HOOK, hook).build(), 1);
  }

  void dropped(String signal, String reason, long count) {
    dropped.add(lost(signal, reason), count);
  }

  void exportFailed(String signal, String reason) {
    exportFailures.add(lost(signal, reason), 1);
  }

  private static Attributes lost(String signal, String reason) {
    return Attributes.builder()
        .put(TelemetryNames.SIGNAL, signal)
        .put(TelemetryNames.DROP_REASON, reason)
        .build();
  }

  /** Everything that has not been delivered yet. */
  List<MetricData> collect(Resource resource, InstrumentationScopeInfo scope, long nowNanos) {
    List<MetricData> data = new ArrayList<>(all.size());
    for (Instrument instrument : all) {
      @Nullable MetricData metric = instrument.collect(resource, scope, nowNanos);
      if (metric != null) {
        data.add(metric);
      }
    }
    return data;
  }

  /** What was collected last has arrived. */
  void delivered(long collectedNanos) {
    for (Instrument instrument : all) {
      instrument.delivered(collectedNanos);
    }
  }

  /** How many points {@link #collect} would return. */
  int points() {
    int points = 0;
    for (Instrument instrument : all) {
      points += instrument.points();
    }
    return points;
  }
}
