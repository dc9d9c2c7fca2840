package io.batchmon.agent.telemetry;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.FailureText;
import io.batchmon.agent.run.Hex;
import io.batchmon.agent.run.LoggedLine;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lines that the application logged in runs, as log records; redacted on the way. Confined to the
 * telemetry thread.
 */
final class LineTranslation {
  private static final int MOST_SCOPES = 256;

  private final OtlpConfig config;
  private final Resource resource;
  private final InstrumentationScopeInfo ours;
  private final UnaryOperator<String> redactor;

  // why: records are grouped by the scope object, not by its name
  private final Map<String, InstrumentationScopeInfo> scopes =
      new LinkedHashMap<String, InstrumentationScopeInfo>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, InstrumentationScopeInfo> eldest) {
          return size() > MOST_SCOPES;
        }
      };

  LineTranslation(
      OtlpConfig config,
      Resource resource,
      InstrumentationScopeInfo ours,
      UnaryOperator<String> redactor) {
    this.config = config;
    this.resource = resource;
    this.ours = ours;
    this.redactor = redactor;
  }

  /** Its scope is the logger, as OpenTelemetry has it for lines of logging frameworks. */
  RunRecord record(ActiveRun run, LoggedLine logged, @Nullable FailureText failure) {
    LoggedLine line = logged.shown(redactor);
    LimitedAttributes attributes =
        new LimitedAttributes(redactor, config.recordValueLength, config.recordAttributeCount);
    attributes.put(TelemetryNames.THREAD_NAME, logged.thread());
    ActiveRun job = run.outermostJob();
    if (job != null) {
      attributes.put(TelemetryNames.JOB_NAME, job.run().name().name());
      attributes.put(TelemetryNames.JOB_GROUP, job.run().name().group());
      attributes.put(TelemetryNames.RUN_ID, job.runId());
    }
    if (failure != null) {
      attributes.put(TelemetryNames.EXCEPTION_TYPE, failure.outermost().type());
      attributes.put(TelemetryNames.EXCEPTION_MESSAGE, failure.outermost().message());
      attributes.put(TelemetryNames.EXCEPTION_STACKTRACE, failure.stackTrace());
    }
    return new RunRecord(
        resource,
        line.logger().isEmpty()
            ? ours
            : scopes.computeIfAbsent(line.logger(), InstrumentationScopeInfo::create),
        null,
        severity(line.severity()),
        line.level(),
        SpanContext.create(
            Hex.of(run.traceIdHigh()) + Hex.of(run.traceIdLow()),
            Hex.of(run.withSpan().spanId()),
            run.isSampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
            TraceState.getDefault()),
        line.millis() * 1_000_000,
        line.message(),
        attributes.build(),
        attributes.total());
  }

  private static Severity severity(int number) {
    for (Severity severity : Severity.values()) {
      if (severity.getSeverityNumber() == number) {
        return severity;
      }
    }
    return Severity.UNDEFINED_SEVERITY_NUMBER;
  }
}
