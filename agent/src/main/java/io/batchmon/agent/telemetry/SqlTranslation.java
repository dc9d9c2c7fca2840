package io.batchmon.agent.telemetry;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.sql.Database;
import io.batchmon.agent.sql.Durations;
import io.batchmon.agent.sql.RunSql;
import io.batchmon.agent.sql.SlowStatement;
import io.batchmon.agent.sql.SqlShape;
import io.batchmon.agent.sql.SqlStats;
import io.batchmon.agent.sql.SqlTotals;
import io.batchmon.job.RunKind;
import io.opentelemetry.sdk.trace.data.EventData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What runs did with databases: sums as attributes, shapes and slow statements as span events. */
final class SqlTranslation {
  /** Roughly how many bytes an event keeps. */
  static final int WEIGHT = 1000;

  private static final int MOST_SHAPES = 20;
  private static final double NANOS = 1e9;

  private final OtlpConfig config;
  private final UnaryOperator<String> redactor;

  SqlTranslation(OtlpConfig config, UnaryOperator<String> redactor) {
    this.config = config;
    this.redactor = redactor;
  }

  /** The sums; nothing where a run has done nothing of it. */
  void describe(LimitedAttributes attributes, ActiveRun run) {
    code(attributes, run.run().kind() == RunKind.CALL ? null : run.sqlCode());
    RunSql sql = run.sqlSoFar();
    if (sql == null) {
      return;
    }
    SqlTotals totals = sql.totals();
    if (run.run().kind() == RunKind.REQUEST) {
      positive(attributes, TelemetryNames.SQL_LEFT_OUT, totals.statements());
    } else if (totals.statements() > 0 || totals.commits() > 0 || totals.rollbacks() > 0) {
      attributes.put(TelemetryNames.SQL_COUNT, totals.statements());
      attributes.put(TelemetryNames.SQL_DURATION, totals.nanos() / NANOS);
      positive(attributes, TelemetryNames.SQL_ROWS, totals.rows());
      positive(attributes, TelemetryNames.SQL_ERRORS, totals.errors());
      positive(attributes, TelemetryNames.SQL_SLOW, totals.slow());
    }
    positive(attributes, TelemetryNames.SQL_COMMITS, totals.commits());
    positive(attributes, TelemetryNames.SQL_ROLLBACKS, totals.rollbacks());
    if (totals.lent() > 0 || totals.refused() > 0) {
      attributes.put(TelemetryNames.SQL_CONNECTIONS, totals.lent());
      attributes.put(TelemetryNames.SQL_WAIT, totals.waitedNanos() / NANOS);
      positive(attributes, TelemetryNames.SQL_REFUSED, totals.refused());
      positive(attributes, TelemetryNames.SQL_LEAKED, totals.leaked());
    }
  }

  private static void code(LimitedAttributes attributes, @Nullable String code) {
    if (code == null) {
      return;
    }
    int slash = code.lastIndexOf('/');
    String state = slash < 0 ? code : code.substring(0, slash);
    attributes.put(TelemetryNames.SQL_STATE, state.isEmpty() ? null : state);
    if (slash >= 0) {
      attributes.put(TelemetryNames.SQL_VENDOR_CODE, Long.parseLong(code.substring(slash + 1)));
    }
  }

  private static void positive(LimitedAttributes attributes, String name, long value) {
    if (value > 0) {
      attributes.put(name, value);
    }
  }

  /** Slow statements in their order, then the shapes that took most, then all others as one. */
  List<EventData> events(ActiveRun run, long startNanos, long endNanos) {
    RunSql sql = run.sqlSoFar();
    List<EventData> events = new ArrayList<>(0);
    if (sql == null) {
      return events;
    }
    for (SlowStatement slow : sql.slow()) {
      long at = startNanos + (slow.endNanos() - run.startNanos());
      events.add(event(TelemetryNames.SQL_SLOW, Math.min(at, endNanos), of(slow)));
    }
    List<SqlStats> shapes = sql.shapesByTime();
    for (SqlStats stats : shapes.subList(0, Math.min(MOST_SHAPES, shapes.size()))) {
      events.add(event(TelemetryNames.EVENT_SQL, endNanos, of(stats)));
    }
    List<SqlStats> others = new ArrayList<>();
    others.add(sql.others());
    others.addAll(shapes.subList(Math.min(MOST_SHAPES, shapes.size()), shapes.size()));
    LimitedAttributes attributes = attributes();
    if (sums(attributes, others) > 0) {
      events.add(event(TelemetryNames.EVENT_SQL_OTHERS, endNanos, attributes));
    }
    return events;
  }

  private LimitedAttributes attributes() {
    return new LimitedAttributes(redactor, config.spanValueLength, config.eventAttributeCount);
  }

  private static EventData event(String name, long atNanos, LimitedAttributes attributes) {
    return EventData.create(atNanos, name, attributes.build(), attributes.total());
  }

  private LimitedAttributes of(SqlStats stats) {
    LimitedAttributes attributes = attributes();
    SqlShape shape = stats.shape();
    if (shape != null) {
      describe(attributes, shape, stats.database());
    }
    sums(attributes, Collections.singletonList(stats));
    attributes.put(TelemetryNames.SQL_P95, p95(stats) / NANOS);
    attributes.put(TelemetryNames.SQL_SLOWEST, stats.slowestNanos() / NANOS);
    if (stats.batches() > 0) {
      attributes.put(TelemetryNames.SQL_BATCH_SIZE, (double) stats.batched() / stats.batches());
    }
    attributes.put(TelemetryNames.SQL_ERROR, mostFrequentError(stats));
    return attributes;
  }

  private static long p95(SqlStats stats) {
    Durations succeeded = stats.succeeded();
    return succeeded.slowestNanos() > 0 ? succeeded.nanosOf(0.95) : stats.slowestNanos();
  }

  private static @Nullable String mostFrequentError(SqlStats stats) {
    String most = null;
    long count = 0;
    for (Map.Entry<String, Durations> error : stats.failed().entrySet()) {
      if (error.getValue().count() > count) {
        count = error.getValue().count();
        most = error.getKey();
      }
    }
    return most;
  }

  /** How many statements that were. */
  private static long sums(LimitedAttributes attributes, List<SqlStats> all) {
    long count = 0;
    long nanos = 0;
    long rows = 0;
    long errors = 0;
    for (SqlStats stats : all) {
      count += stats.count();
      nanos += stats.totalNanos();
      rows += stats.rows();
      errors += stats.errors();
    }
    attributes.put(TelemetryNames.SQL_COUNT, count);
    attributes.put(TelemetryNames.SQL_DURATION, nanos / NANOS);
    positive(attributes, TelemetryNames.SQL_ROWS, rows);
    positive(attributes, TelemetryNames.SQL_ERRORS, errors);
    return count;
  }

  private static void describe(LimitedAttributes attributes, SqlShape shape, Database database) {
    attributes.put(TelemetryNames.DB_SYSTEM, database.system());
    attributes.put(TelemetryNames.DB_NAMESPACE, database.namespace());
    attributes.put(TelemetryNames.DB_OPERATION, shape.operation());
    attributes.put(TelemetryNames.DB_SUMMARY, shape.summary().isEmpty() ? null : shape.summary());
    attributes.put(TelemetryNames.DB_TEXT, shape.text().isEmpty() ? null : shape.text());
    attributes.put(TelemetryNames.SERVER_ADDRESS, database.address());
    if (database.port() > 0) {
      attributes.put(TelemetryNames.SERVER_PORT, (long) database.port());
    }
  }

  private LimitedAttributes of(SlowStatement slow) {
    LimitedAttributes attributes = attributes();
    describe(attributes, slow.shape(), slow.database());
    attributes.put(TelemetryNames.SQL_DURATION, slow.nanos() / NANOS);
    if (slow.rows() >= 0) {
      attributes.put(TelemetryNames.SQL_ROWS, slow.rows());
    }
    attributes.put(TelemetryNames.SQL_ERROR, slow.error());
    return attributes;
  }
}
