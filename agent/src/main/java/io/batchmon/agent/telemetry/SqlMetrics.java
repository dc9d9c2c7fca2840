package io.batchmon.agent.telemetry;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.SqlPools;
import io.batchmon.agent.sql.Database;
import io.batchmon.agent.sql.Durations;
import io.batchmon.agent.sql.RunSql;
import io.batchmon.agent.sql.SqlShape;
import io.batchmon.agent.sql.SqlStats;
import io.batchmon.job.ConnectionPool;
import io.batchmon.job.RunResult;
import io.batchmon.job.SqlCalls;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Statements and pools of connections as metrics. Confined to the telemetry thread. */
final class SqlMetrics {
  private static final Attributes OVERFLOW =
      Attributes.builder().put(TelemetryNames.OVERFLOW, true).build();

  private final UnaryOperator<String> redactor;
  private final Instrument durations;
  private final Instrument connections;
  private final Instrument max;
  private final Instrument pending;
  private final Instrument waits;
  private final Instrument timeouts;

  SqlMetrics(UnaryOperator<String> redactor, JobMetrics metrics) {
    this.redactor = redactor;
    durations =
        metrics.with(
            Instrument.Kind.OPERATIONS, TelemetryNames.DB_DURATION, "s", "Duration of statements");
    connections = ofPools(metrics, TelemetryNames.DB_CONNECTIONS, "{connection}", "Connections");
    max = ofPools(metrics, TelemetryNames.DB_CONNECTIONS_MAX, "{connection}", "Most connections");
    pending = ofPools(metrics, TelemetryNames.DB_PENDING, "{request}", "Waiting for a connection");
    waits =
        metrics.with(
            Instrument.Kind.OPERATIONS, TelemetryNames.DB_WAIT, "s", "Time to obtain a connection");
    timeouts =
        metrics.with(
            Instrument.Kind.COUNTER, TelemetryNames.DB_TIMEOUTS, "{timeout}", "No connection");
  }

  private static Instrument ofPools(
      JobMetrics metrics, String name, String unit, String description) {
    return metrics.with(Instrument.Kind.LEVEL, name, unit, description);
  }

  /** What a run has done since the last call. */
  void read(RunSql sql) {
    for (SqlStats stats : sql.shapes()) {
      read(stats);
    }
    read(sql.others());
  }

  private void read(SqlStats stats) {
    SqlShape shape = stats.shape();
    if (shape != null
        && (shape.text().equals(SqlCalls.COMMIT) || shape.text().equals(SqlCalls.ROLLBACK))) {
      return;
    }
    add(stats.succeeded(), shape, stats.database(), null);
    for (Map.Entry<String, Durations> error : stats.failed().entrySet()) {
      add(error.getValue(), shape, stats.database(), error.getKey());
    }
  }

  private void add(
      Durations added, @Nullable SqlShape shape, Database database, @Nullable String error) {
    Attributes[] by = new Attributes[1];
    added.readNew(
        (seconds, times) -> {
          Attributes what = by[0];
          if (what == null) {
            what = shape == null ? OVERFLOW : attributes(shape, database, error);
            by[0] = what;
          }
          for (int i = 0; i < times; i++) {
            durations.record(what, seconds);
          }
        });
  }

  private Attributes attributes(SqlShape shape, Database database, @Nullable String error) {
    return attributes(
        database.system(),
        database.namespace(),
        shape.operation(),
        shape.summary(),
        database.address(),
        database.port(),
        error,
        error);
  }

  private Attributes attributes(
      @Nullable String system,
      @Nullable String namespace,
      @Nullable String operation,
      @Nullable String summary,
      @Nullable String address,
      long port,
      @Nullable String status,
      @Nullable String error) {
    AttributesBuilder by = Attributes.builder();
    put(by, TelemetryNames.DB_SYSTEM, system);
    put(by, TelemetryNames.DB_NAMESPACE, namespace);
    put(by, TelemetryNames.DB_OPERATION, operation);
    put(by, TelemetryNames.DB_SUMMARY, summary == null || summary.isEmpty() ? null : summary);
    put(by, TelemetryNames.SERVER_ADDRESS, address);
    if (port > 0) {
      by.put(AttributeKeys.number(TelemetryNames.SERVER_PORT), (Long) port);
    }
    put(by, TelemetryNames.DB_STATUS, status);
    put(by, TelemetryNames.ERROR_TYPE, error);
    return by.build();
  }

  private void put(AttributesBuilder by, String name, @Nullable String value) {
    if (value != null) {
      by.put(AttributeKeys.text(name), redactor.apply(value));
    }
  }

  /** A statement of a request. */
  void ended(ActiveRun run, RunResult result, Exchange call) {
    String error = result.outcome().isError() ? call.text(TelemetryNames.DB_STATUS) : null;
    Attributes by =
        attributes(
            call.text(TelemetryNames.DB_SYSTEM),
            call.text(TelemetryNames.DB_NAMESPACE),
            call.text(TelemetryNames.DB_OPERATION),
            call.text(TelemetryNames.DB_SUMMARY),
            call.address(),
            call.port(),
            error,
            error == null ? RunTranslation.errorType(run, result) : error);
    durations.record(by, run.durationNanos() / 1e9);
  }

  /** Asks all pools. */
  void read(List<SqlPools.Pool> pools) {
    connections.clear();
    max.clear();
    pending.clear();
    for (SqlPools.Pool pool : pools) {
      try {
        read(pool);
      } catch (RuntimeException | LinkageError broken) {
        // why: a pool that is being closed may answer with anything; the others are still there
      }
    }
  }

  private void read(SqlPools.Pool pool) {
    ConnectionPool self = pool.self();
    String name = self.name();
    Attributes by =
        Attributes.builder()
            .put(TelemetryNames.DB_POOL, name == null ? "pool" : redactor.apply(name))
            .build();
    pool.waits()
        .readNew(
            (seconds, times) -> {
              for (int i = 0; i < times; i++) {
                waits.record(by, seconds);
              }
            });
    long refused = pool.takeRefused();
    if (refused > 0) {
      timeouts.add(by, refused);
    }
    if (self.pool() == null) {
      return;
    }
    connections.add(by.toBuilder().put(TelemetryNames.DB_STATE, "used").build(), self.used());
    connections.add(by.toBuilder().put(TelemetryNames.DB_STATE, "idle").build(), self.idle());
    if (self.max() > 0) {
      max.add(by, self.max());
    }
    if (self.pending() >= 0) {
      pending.add(by, self.pending());
    }
  }
}
