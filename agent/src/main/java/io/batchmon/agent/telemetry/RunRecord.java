package io.batchmon.agent.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

/**
 * An event of a run, or a line logged in it, as the SDK's exporters want to see a log record.
 * Immutable.
 */
@SuppressWarnings("deprecation") // why: the interface still demands a method that it deprecates
final class RunRecord implements LogRecordData, Weighed {
  private final Resource resource;
  private final InstrumentationScopeInfo scope;
  private final @Nullable String eventName;
  private final Severity severity;
  private final String severityText;
  private final SpanContext context;
  private final long timeNanos;
  private final String body;
  private final Attributes attributes;
  private final int totalAttributes;

  RunRecord(
      Resource resource,
      InstrumentationScopeInfo scope,
      String eventName,
      boolean error,
      SpanContext context,
      long timeNanos,
      String body,
      Attributes attributes,
      int totalAttributes) {
    this(
        resource,
        scope,
        eventName,
        error ? Severity.ERROR : Severity.INFO,
        error ? "ERROR" : "INFO",
        context,
        timeNanos,
        body,
        attributes,
        totalAttributes);
  }

  RunRecord(
      Resource resource,
      InstrumentationScopeInfo scope,
      @Nullable String eventName,
      Severity severity,
      String severityText,
      SpanContext context,
      long timeNanos,
      String body,
      Attributes attributes,
      int totalAttributes) {
    this.resource = resource;
    this.scope = scope;
    this.eventName = eventName;
    this.severity = severity;
    this.severityText = severityText;
    this.context = context;
    this.timeNanos = timeNanos;
    this.body = body;
    this.attributes = attributes;
    this.totalAttributes = totalAttributes;
  }

  @Override
  public int weight() {
    return 1000 + 2 * body.length();
  }

  @Override
  public Resource getResource() {
    return resource;
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return scope;
  }

  @Override
  public long getTimestampEpochNanos() {
    return timeNanos;
  }

  @Override
  public long getObservedTimestampEpochNanos() {
    return timeNanos;
  }

  @Override
  public SpanContext getSpanContext() {
    return context;
  }

  @Override
  public Severity getSeverity() {
    return severity;
  }

  @Override
  public String getSeverityText() {
    return severityText;
  }

  @Override
  public io.opentelemetry.sdk.logs.data.Body getBody() {
    return io.opentelemetry.sdk.logs.data.Body.string(body);
  }

  @Override
  public Value<?> getBodyValue() {
    return Value.of(body);
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public int getTotalAttributeCount() {
    return totalAttributes;
  }

  @Override
  public @Nullable String getEventName() {
    return eventName;
  }
}
