package io.batchmon.agent.telemetry;

import io.opentelemetry.api.internal.ImmutableSpanContext;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What an application recorded with the AWS X-Ray SDK, as spans with the ids it had there. The
 * documents are those of "AWS X-Ray segment documents"; where they go to X-Ray again, the
 * collector's exporter makes segments of the same names of them. Confined to one thread.
 */
final class SegmentTranslation {
  private static final int EPOCH_DIGITS = 8;
  private static final int WEIGHT = 2000;
  private static final int LONGEST_CHAIN = 100;

  private final OtlpConfig config;
  private final Resource resource;
  private final InstrumentationScopeInfo scope;
  private final UnaryOperator<String> redactor;

  SegmentTranslation(
      OtlpConfig config,
      Resource resource,
      InstrumentationScopeInfo scope,
      UnaryOperator<String> redactor) {
    this.config = config;
    this.resource = resource;
    this.scope = scope;
    this.redactor = redactor;
  }

  /**
   * The spans of a segment, or of a subsegment that was sent alone, and of all inside it.
   *
   * @param partOfRun whether the parent of the outermost is a span of this JVM
   * @return empty if this is no such document
   */
  List<RunSpan> spans(String document, boolean partOfRun) {
    SegmentDocument segment = SegmentDocument.of(document);
    String traceId = traceId(segment.text("trace_id"));
    List<RunSpan> spans = new ArrayList<>();
    if (traceId == null) {
      return spans;
    }
    boolean isSubsegment = "subsegment".equals(segment.get("type"));
    String parentId = segment.text("parent_id");
    SpanContext parent =
        parentId != null && SpanId.isValid(parentId)
            ? context(traceId, parentId, !partOfRun && !isSubsegment)
            : SpanContext.getInvalid();
    add(spans, segment, traceId, parent, !isSubsegment && !partOfRun);
    return spans;
  }

  private void add(
      List<RunSpan> spans,
      SegmentDocument segment,
      String traceId,
      SpanContext parent,
      boolean isRoot) {
    String id = segment.text("id");
    Object start = segment.get("start_time");
    Object end = segment.get("end_time");
    if (id == null
        || !SpanId.isValid(id)
        || !(start instanceof Number)
        || !(end instanceof Number)) {
      return;
    }
    SpanContext context = context(traceId, id, false);
    spans.add(span(segment, context, parent, nanos((Number) start), nanos((Number) end), isRoot));
    for (SegmentDocument inside : segment.objects("subsegments")) {
      add(spans, inside, traceId, context, false);
    }
  }

  private RunSpan span(
      SegmentDocument segment,
      SpanContext context,
      SpanContext parent,
      long start,
      long end,
      boolean isRoot) {
    boolean isSql = !segment.object("sql").isEmpty();
    String name = shown(String.valueOf(segment.get("name")), isSql);
    SegmentDocument http = segment.object("http");
    String namespace = segment.text("namespace");
    boolean isCall = namespace != null || isSql;
    boolean isRequest = isRoot && !http.object("request").isEmpty();
    boolean failed = segment.isTrue("fault") || (isCall && segment.isTrue("error"));
    List<SegmentDocument> all = segment.object("cause").objects("exceptions");
    List<SegmentDocument> exceptions = outermost(all);
    LimitedAttributes attributes =
        new LimitedAttributes(redactor, config.spanValueLength, config.spanAttributeCount);
    if (isRoot) {
      attributes.put(TelemetryNames.AWS_SPAN_KIND, "LOCAL_ROOT");
      attributes.putShown(TelemetryNames.AWS_LOCAL_SERVICE, name);
    } else if (isCall) {
      attributes.putShown("aws.remote.service", name);
    }
    SegmentAttributes.http(attributes, http, isRequest);
    SegmentAttributes.sql(attributes, segment.object("sql"));
    if ("aws".equals(namespace)) {
      SegmentAttributes.aws(attributes, segment.object("aws"), name);
    }
    SegmentAttributes.flags(attributes, segment);
    if (failed) {
      attributes.put(TelemetryNames.ERROR_TYPE, errorType(exceptions, http));
    }
    SegmentAttributes.annotations(attributes, segment.object("annotations"));
    SegmentAttributes.metadata(attributes, segment.object("metadata"));
    List<EventData> events = new ArrayList<>();
    int weight = WEIGHT;
    for (SegmentDocument exception : exceptions) {
      if (events.size() < config.spanEventCount) {
        String trace = stackTrace(exception, all);
        events.add(event(exception, trace, end));
        weight += 2 * trace.length();
      }
    }
    return new RunSpan(
        resource,
        scope,
        name,
        isRequest ? SpanKind.SERVER : isCall ? SpanKind.CLIENT : SpanKind.INTERNAL,
        context,
        parent,
        failed ? StatusData.error() : StatusData.unset(),
        start,
        end,
        attributes.build(),
        attributes.total(),
        events,
        exceptions.size(),
        Collections.emptyList(),
        0,
        weight);
  }

  // why: the SDK calls a database after its name and host, accounts@db.example, which is no address
  // of anybody
  private String shown(String name, boolean isSql) {
    int at = isSql ? name.indexOf('@') : -1;
    return at < 0
        ? redactor.apply(name)
        : redactor.apply(name.substring(0, at)) + '@' + redactor.apply(name.substring(at + 1));
  }

  private static String errorType(List<SegmentDocument> exceptions, SegmentDocument http) {
    String type = exceptions.isEmpty() ? null : exceptions.get(0).text("type");
    Object status = http.object("response").get("status");
    return type != null ? type : status instanceof Long ? status.toString() : "fault";
  }

  /** Those that are themselves no cause of another one. */
  private static List<SegmentDocument> outermost(List<SegmentDocument> all) {
    List<SegmentDocument> outermost = new ArrayList<>();
    for (SegmentDocument exception : all) {
      String id = exception.text("id");
      boolean isCause = false;
      for (SegmentDocument other : all) {
        isCause |= id != null && id.equals(other.text("cause"));
      }
      if (!isCause) {
        outermost.add(exception);
      }
    }
    return outermost;
  }

  private EventData event(SegmentDocument exception, String trace, long end) {
    LimitedAttributes attributes =
        new LimitedAttributes(redactor, config.spanValueLength, config.eventAttributeCount);
    attributes.put(TelemetryNames.EXCEPTION_TYPE, exception.text("type"));
    attributes.put(TelemetryNames.EXCEPTION_MESSAGE, exception.text("message"));
    attributes.put(TelemetryNames.EXCEPTION_STACKTRACE, trace);
    return EventData.create(end, TelemetryNames.EXCEPTION, attributes.build(), attributes.total());
  }

  /** As the JVM prints it. */
  private static String stackTrace(SegmentDocument exception, List<SegmentDocument> all) {
    StringBuilder text = new StringBuilder();
    SegmentDocument next = exception;
    for (int i = 0; next != null && i < LONGEST_CHAIN; i++) {
      text.append(i == 0 ? "" : "\nCaused by: ").append(next.get("type"));
      if (next.get("message") != null) {
        text.append(": ").append(next.get("message"));
      }
      for (SegmentDocument frame : next.objects("stack")) {
        text.append("\n\tat ").append(frame.get("label")).append('(').append(frame.get("path"));
        Object line = frame.get("line");
        text.append(line instanceof Long && (Long) line > 0 ? ":" + line : "").append(')');
      }
      next = withId(next.text("cause"), all);
    }
    return text.toString();
  }

  private static @Nullable SegmentDocument withId(
      @Nullable String id, List<SegmentDocument> exceptions) {
    for (SegmentDocument exception : exceptions) {
      if (id != null && id.equals(exception.text("id"))) {
        return exception;
      }
    }
    return null;
  }

  private static long nanos(Number seconds) {
    // why: a double has room for the microseconds of this century, and no more
    return Math.round(seconds.doubleValue() * 1e6) * 1000;
  }

  private static SpanContext context(String traceId, String spanId, boolean remote) {
    return ImmutableSpanContext.create(
        traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault(), remote, true);
  }

  /**
   * Of {@code 1-5759e988-bd862e3fe1be46a994272793}, whose first half old versions write without
   * leading zeros; null if it is none.
   */
  private static @Nullable String traceId(@Nullable String xray) {
    int dash = xray != null && xray.startsWith("1-") ? xray.indexOf('-', 2) : -1;
    if (xray == null || dash < 0 || dash > 2 + EPOCH_DIGITS) {
      return null;
    }
    String id = "00000000".substring(dash - 2) + xray.substring(2, dash) + xray.substring(dash + 1);
    return TraceId.isValid(id) ? id : null;
  }
}
