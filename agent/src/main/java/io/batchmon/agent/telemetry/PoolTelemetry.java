package io.batchmon.agent.telemetry;

import io.batchmon.agent.run.FailureText;
import io.batchmon.agent.run.Pools;
import io.batchmon.agent.run.SqlPools;
import io.batchmon.agent.run.UnreadFailures;
import io.batchmon.job.PoolEvents;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Pools of threads and of connections as metrics, swallowed exceptions as events. Confined to the
 * telemetry thread.
 */
final class PoolTelemetry {
  private final Pools pools;
  private final UnreadFailures unread;
  private volatile @Nullable SqlPools connections;

  PoolTelemetry(Pools pools, UnreadFailures unread) {
    this.pools = pools;
    this.unread = unread;
  }

  /** There is a driver or a pool of connections in this JVM. */
  void listenTo(SqlPools seen) {
    connections = seen;
  }

  // why: what nobody reads any more must not pile up
  void stopListening() {
    PoolEvents.listen(null);
    pools.forget();
  }

  /** Asks the pools, before metrics are collected. */
  void read(JobMetrics metrics) {
    metrics.poolsRead(pools.read());
    SqlPools ofConnections = connections;
    if (ofConnections != null) {
      metrics.connectionsRead(ofConnections.read());
    }
    long uncounted = pools.takeUncounted();
    if (uncounted > 0) {
      metrics.dropped("metrics", "too_many_pools", uncounted);
    }
  }

  /**
   * The exceptions that were swallowed since the last call, counted and described.
   *
   * @param last nobody will ask any more
   */
  List<RunRecord> swallowed(
      boolean last,
      JobMetrics metrics,
      OtlpConfig config,
      Resource resource,
      InstrumentationScopeInfo scope,
      UnaryOperator<String> redactor) {
    List<RunRecord> records = new ArrayList<>(0);
    for (UnreadFailures.Failed failed : unread.takeSwallowed(last)) {
      metrics.swallowed(failed.pool());
      records.add(record(failed, config, resource, scope, redactor));
    }
    long refused = unread.takeRefused();
    if (refused > 0) {
      metrics.dropped("logs", "too_many_unread_failures", refused);
    }
    return records;
  }

  private static RunRecord record(
      UnreadFailures.Failed failed,
      OtlpConfig config,
      Resource resource,
      InstrumentationScopeInfo scope,
      UnaryOperator<String> redactor) {
    FailureText.Cause root = failed.failure().root();
    String message = root.message();
    LimitedAttributes attributes =
        new LimitedAttributes(redactor, config.recordValueLength, config.recordAttributeCount);
    attributes.put(TelemetryNames.QUEUE_NAME, failed.pool());
    attributes.put(TelemetryNames.CODE_FUNCTION, failed.taskClass());
    attributes.put(TelemetryNames.EXCEPTION_TYPE, root.type());
    attributes.put(TelemetryNames.EXCEPTION_MESSAGE, message);
    attributes.put(TelemetryNames.EXCEPTION_STACKTRACE, failed.failure().stackTrace());
    String body =
        (failed.taskClass() == null ? "A task" : failed.taskClass())
            + (failed.pool() == null ? "" : " in " + failed.pool())
            + " failed and nobody asked for its result: "
            + root.type()
            + (message == null ? "" : ": " + message);
    return new RunRecord(
        resource,
        scope,
        TelemetryNames.EVENT_TASK_FAILED,
        true,
        SpanContext.getInvalid(),
        failed.millis() * 1_000_000,
        redactor.apply(body),
        attributes.build(),
        attributes.total());
  }

  /** What tells a pool from others. */
  static Attributes named(@Nullable String pool) {
    return pool == null
        ? Attributes.builder().put(TelemetryNames.OVERFLOW, true).build()
        : Attributes.builder().put(TelemetryNames.QUEUE_NAME, pool).build();
  }
}
