package io.batchmon.agent.telemetry;

import io.batchmon.agent.alert.AlertEvent;
import io.batchmon.agent.alert.AlertNote;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.FailureText;
import io.batchmon.agent.run.RemoteParent;
import io.batchmon.agent.run.RunLink;
import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.Progress;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunOutcome;
import io.batchmon.job.RunResult;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs as spans and log records: which fact becomes which attribute. Everything that an application
 * may have written is redacted on its way into them.
 */
final class RunTranslation {
  private static final String[] SEARCHABLE = {
    TelemetryNames.JOB_NAME,
    TelemetryNames.JOB_GROUP,
    TelemetryNames.JOB_SYSTEM,
    TelemetryNames.RUN_ID,
    TelemetryNames.ATTEMPT,
    TelemetryNames.OUTCOME,
    TelemetryNames.STATUS,
    TelemetryNames.EXIT_CODE,
    TelemetryNames.TRIGGER,
    TelemetryNames.ERROR_TYPE,
  };

  private final OtlpConfig config;
  private final Resource resource;
  private final InstrumentationScopeInfo scope;
  private final @Nullable String service;
  private final UnaryOperator<String> redactor;
  private final SqlTranslation sql;
  private final MessageTranslation messages;

  RunTranslation(
      OtlpConfig config,
      Resource resource,
      InstrumentationScopeInfo scope,
      String service,
      UnaryOperator<String> redactor) {
    this.config = config;
    this.resource = resource;
    this.scope = scope;
    this.service = SegmentName.of(service);
    this.redactor = redactor;
    this.sql = new SqlTranslation(config, redactor);
    this.messages = new MessageTranslation(config, redactor);
  }

  /**
   * The span of a run that has ended.
   *
   * @param exchange for a request or a call, else null
   */
  RunSpan span(ActiveRun run, RunResult result, @Nullable Exchange exchange) {
    long start = startOf(run);
    long end = start + run.durationNanos();
    LimitedAttributes attributes =
        new LimitedAttributes(redactor, config.spanValueLength, config.spanAttributeCount);
    if (exchange == null) {
      describe(attributes, run);
      attributes.put(TelemetryNames.THREAD_NAME, run.threadName());
      conclude(attributes, run, result);
    } else {
      exchange.describe(attributes);
      if (!exchange.isRequest()) {
        attributes.put(TelemetryNames.JOB_NAME, nameOfJobAround(run));
      }
      attributes.put(TelemetryNames.THREAD_NAME, run.threadName());
      attributes.put(TelemetryNames.ERROR_TYPE, errorType(run, result));
      sql.describe(attributes, run);
      MessageTranslation.describe(attributes, run);
    }
    if (run.parent() == null) {
      // why: of a request nothing is searchable but its error, and looking takes time
      asSegment(attributes, exchange == null || result.outcome().isError());
    }
    FailureText failure = run.failure();
    boolean error = result.outcome().isError();
    List<EventData> events = new ArrayList<>(1);
    int weight = 2000;
    if (error && failure != null && config.spanEventCount > 0) {
      String trace = failure.stackTrace();
      weight += 2 * trace.length();
      events.add(exception(failure, trace, end));
    }
    int allEvents = error && failure != null ? 1 : 0;
    if (exchange == null) {
      List<EventData> sums = sql.events(run, start, end);
      sums.addAll(messages.events(run, end));
      allEvents += sums.size();
      for (EventData event : sums) {
        if (events.size() < config.spanEventCount) {
          events.add(event);
          weight += SqlTranslation.WEIGHT;
        }
      }
    }
    List<LinkData> links = links(run);
    int kept = Math.min(links.size(), config.spanLinkCount);
    return new RunSpan(
        resource,
        scope,
        redactor.apply(exchange == null ? name(run) : exchange.name()),
        kind(run),
        SpanContexts.of(run),
        SpanContexts.ofParent(run),
        error ? errorStatus(result, exchange) : StatusData.unset(),
        start,
        end,
        attributes.build(),
        attributes.total(),
        events,
        allEvents,
        links.subList(0, kept),
        links.size(),
        weight);
  }

  /** The span of a run that is still open; its final one has the same id. */
  RunSpan inProgress(ActiveRun run, long openNanos) {
    long start = startOf(run);
    LimitedAttributes attributes =
        new LimitedAttributes(redactor, config.spanValueLength, config.spanAttributeCount);
    attributes.putAny(TelemetryNames.AWS_XRAY_IN_PROGRESS, true);
    describe(attributes, run);
    attributes.put(TelemetryNames.THREAD_NAME, run.threadName());
    if (run.parent() == null) {
      asSegment(attributes, true);
    }
    List<LinkData> links = links(run);
    return new RunSpan(
        resource,
        scope,
        redactor.apply(name(run)),
        kind(run),
        SpanContexts.of(run),
        SpanContexts.ofParent(run),
        StatusData.unset(),
        start,
        start + openNanos,
        attributes.build(),
        attributes.total(),
        Collections.emptyList(),
        0,
        links.subList(0, Math.min(links.size(), config.spanLinkCount)),
        links.size(),
        2000);
  }

  /** What makes the root of this JVM's part of a trace a segment of this service in X-Ray. */
  private void asSegment(LimitedAttributes attributes, boolean searchable) {
    attributes.put(TelemetryNames.AWS_SPAN_KIND, "LOCAL_ROOT");
    attributes.put(TelemetryNames.AWS_LOCAL_SERVICE, service);
    if (searchable) {
      attributes.put(TelemetryNames.AWS_XRAY_ANNOTATIONS, searchable(attributes));
    }
  }

  private static String name(ActiveRun run) {
    JobName name = run.run().name();
    return run.run().kind() == RunKind.STEP ? name.name() : name.display();
  }

  private static SpanKind kind(ActiveRun run) {
    switch (run.run().kind()) {
      case REQUEST:
        return isOperation(run.run(), "process") ? SpanKind.CONSUMER : SpanKind.SERVER;
      case CALL:
        return isOperation(run.run(), "send") ? SpanKind.PRODUCER : SpanKind.CLIENT;
      default:
        return SpanKind.INTERNAL;
    }
  }

  private static boolean isOperation(JobRun what, String type) {
    for (int i = 0; i < what.attributeCount(); i++) {
      if (what.attributeName(i).equals(TelemetryNames.MESSAGING_OPERATION_TYPE)) {
        return what.attributeValue(i).equals(type);
      }
    }
    return false;
  }

  private static List<LinkData> links(ActiveRun run) {
    List<LinkData> links = new ArrayList<>(0);
    for (RunLink link : new RunLink[] {run.link(), run.leaked()}) {
      if (link != null) {
        links.add(LinkData.create(SpanContexts.of(link)));
      }
    }
    addLink(links, run.beside());
    String[] elsewhere = run.run().links();
    if (elsewhere != null) {
      for (String traceParent : elsewhere) {
        addLink(links, RemoteParent.of(traceParent));
      }
    }
    return links;
  }

  private static void addLink(List<LinkData> links, @Nullable RemoteParent to) {
    if (to != null) {
      links.add(LinkData.create(SpanContexts.of(to.traceIdHigh(), to.traceIdLow(), to.spanId())));
    }
  }

  // why: what a status code says is an attribute already
  private StatusData errorStatus(RunResult result, @Nullable Exchange exchange) {
    String reason = result.reason();
    return reason == null || (exchange != null && exchange.status() > 0)
        ? StatusData.error()
        : StatusData.create(StatusCode.ERROR, redactor.apply(reason));
  }

  private EventData exception(FailureText failure, String trace, long end) {
    FailureText.Cause root = failure.root();
    LimitedAttributes attributes =
        new LimitedAttributes(redactor, config.spanValueLength, config.eventAttributeCount);
    attributes.put(TelemetryNames.EXCEPTION_TYPE, root.type());
    attributes.put(TelemetryNames.EXCEPTION_MESSAGE, root.message());
    attributes.put(TelemetryNames.EXCEPTION_STACKTRACE, trace);
    return EventData.create(end, TelemetryNames.EXCEPTION, attributes.build(), attributes.total());
  }

  private static List<String> searchable(LimitedAttributes attributes) {
    List<String> present = new ArrayList<>();
    for (String name : SEARCHABLE) {
      if (attributes.has(name)) {
        present.add(name);
      }
    }
    return present;
  }

  /** A run began. */
  RunRecord started(ActiveRun run) {
    LimitedAttributes attributes = ofRecord();
    describe(attributes, run);
    return record(
        TelemetryNames.EVENT_STARTED,
        false,
        run,
        startOf(run),
        run.run().name().display() + " started",
        attributes);
  }

  /** A run is still open. */
  RunRecord progress(ActiveRun run, long nowMillis, long openNanos) {
    LimitedAttributes attributes = ofRecord();
    describe(attributes, run);
    attributes.put(TelemetryNames.DURATION, openNanos / 1e9);
    items(attributes, soFar(run));
    return record(
        TelemetryNames.EVENT_PROGRESS,
        false,
        run,
        nowMillis * 1_000_000,
        run.run().name().display() + " is running for " + seconds(openNanos),
        attributes);
  }

  /** A run ended. */
  RunRecord finished(ActiveRun run, RunResult result) {
    LimitedAttributes attributes = ofRecord();
    describe(attributes, run);
    conclude(attributes, run, result);
    attributes.put(TelemetryNames.DURATION, run.durationNanos() / 1e9);
    StringBuilder body = new StringBuilder(run.run().name().display());
    body.append(' ').append(result.outcome().word());
    body.append(" after ").append(seconds(run.durationNanos()));
    FailureText failure = run.failure();
    String reason = result.reason();
    if (failure != null) {
      String message = failure.root().message();
      attributes.put(TelemetryNames.EXCEPTION_TYPE, failure.root().type());
      attributes.put(TelemetryNames.EXCEPTION_MESSAGE, message);
      body.append(": ").append(failure.root().type());
      body.append(message == null ? "" : ": " + message);
    } else if (reason != null) {
      body.append(": ").append(reason);
    }
    return record(
        TelemetryNames.EVENT_FINISHED,
        result.outcome().isError(),
        run,
        startOf(run) + run.durationNanos(),
        body.toString(),
        attributes);
  }

  /** What alerting has decided. */
  RunRecord alert(AlertNote note) {
    LimitedAttributes attributes = ofRecord();
    attributes.put(TelemetryNames.JOB_NAME, note.job().name());
    attributes.put(TelemetryNames.JOB_GROUP, note.job().group());
    attributes.put(TelemetryNames.JOB_SYSTEM, note.job().system());
    attributes.put(TelemetryNames.ALERT_KIND, word(note.kind()));
    attributes.put(TelemetryNames.ALERT_SEVERITY, word(note.severity()));
    attributes.put(TelemetryNames.ALERT_REASON, word(note.reason()));
    attributes.putAny(TelemetryNames.ALERT_TOLD, note.reason().isTold());
    attributes.put(TelemetryNames.ALERT_INCIDENT, note.incidentId());
    attributes.put(TelemetryNames.ALERT_FAILURES, (long) note.failures());
    if (!note.channels().isEmpty()) {
      attributes.put(TelemetryNames.ALERT_CHANNELS, String.join(", ", note.channels()));
    }
    if (note.passedOver() > 0) {
      attributes.put(TelemetryNames.ALERT_PASSED_OVER, note.passedOver());
    }
    AlertEvent about = note.event();
    SpanContext context = SpanContext.getInvalid();
    if (about != null && about.spanId() != 0) {
      attributes.put(TelemetryNames.RUN_ID, about.runId());
      context = SpanContexts.of(about.traceIdHigh(), about.traceIdLow(), about.spanId());
    }
    return new RunRecord(
        resource,
        scope,
        TelemetryNames.EVENT_ALERT,
        note.isError(),
        context,
        note.millis() * 1_000_000,
        redactor.apply(note.line()),
        attributes.build(),
        attributes.total());
  }

  private static String word(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  // why: the clock that tells the time counts milliseconds; what is inside a run by the other clock
  // must not lie outside of it
  private static long startOf(ActiveRun run) {
    ActiveRun root = run;
    for (ActiveRun around = run.parent(); around != null; around = around.parent()) {
      root = around;
    }
    return root.startMillis() * 1_000_000 + (run.startNanos() - root.startNanos());
  }

  private LimitedAttributes ofRecord() {
    return new LimitedAttributes(redactor, config.recordValueLength, config.recordAttributeCount);
  }

  private RunRecord record(
      String event,
      boolean error,
      ActiveRun run,
      long timeNanos,
      String body,
      LimitedAttributes attributes) {
    return new RunRecord(
        resource,
        scope,
        event,
        error,
        SpanContexts.of(run),
        timeNanos,
        redactor.apply(body),
        attributes.build(),
        attributes.total());
  }

  // why: no regex or Formatter, which cost more than all the rest
  private static String seconds(long nanos) {
    long millis = nanos / 1_000_000;
    long rest = millis % 1000;
    return millis / 1000 + "." + (rest < 10 ? "00" : rest < 100 ? "0" : "") + rest + " s";
  }

  /** What was known at the start. */
  private static void describe(LimitedAttributes attributes, ActiveRun active) {
    JobRun run = active.run();
    JobName job = run.name();
    if (run.kind() == RunKind.STEP) {
      attributes.put(TelemetryNames.STEP_NAME, job.name());
      job = jobAround(active);
    }
    attributes.put(TelemetryNames.JOB_NAME, job.name());
    attributes.put(TelemetryNames.JOB_GROUP, job.group());
    attributes.put(TelemetryNames.JOB_SYSTEM, job.system());
    attributes.put(TelemetryNames.RUN_ID, active.runId());
    attributes.put(TelemetryNames.ATTEMPT, (long) active.attempt());
    attributes.put(TelemetryNames.INSTANCE_ID, run.instanceId());
    if (run.scheduledMillis() != JobRun.NO_TIME) {
      attributes.put(TelemetryNames.SCHEDULED_TIME, run.scheduledMillis());
      attributes.put(TelemetryNames.LATENESS, active.latenessMillis() / 1e3);
    }
    if (active.queuedMillis() >= 0) {
      attributes.put(TelemetryNames.QUEUE_TIME, active.queuedMillis() / 1e3);
    }
    attributes.put(TelemetryNames.TRIGGER, run.trigger());
    attributes.put(TelemetryNames.SCHEDULE, run.schedule());
    if (run.codeClass() != null) {
      attributes.put(
          TelemetryNames.CODE_FUNCTION,
          run.codeMethod() == null ? run.codeClass() : run.codeClass() + '.' + run.codeMethod());
    }
    for (int i = 0; i < run.attributeCount(); i++) {
      attributes.putAny(run.attributeName(i), run.attributeValue(i));
    }
  }

  private static JobName jobAround(ActiveRun step) {
    ActiveRun around = step.parent();
    while (around != null && around.run().kind() == RunKind.STEP) {
      around = around.parent();
    }
    if (around != null) {
      return around.run().name();
    }
    // why: the job of a remote worker's step is in another JVM; the step knows its name
    JobName name = step.run().name();
    return name.group() == null ? name : JobName.of(name.system(), name.group());
  }

  // why: a call arrives long before the job that made it ends, and whoever samples must know
  private static @Nullable String nameOfJobAround(ActiveRun call) {
    for (ActiveRun around = call.parent(); around != null; around = around.parent()) {
      RunKind kind = around.run().kind();
      if (kind == RunKind.JOB || kind == RunKind.TASK) {
        return around.run().name().name();
      }
    }
    return null;
  }

  /** What is known at the end. */
  private void conclude(LimitedAttributes attributes, ActiveRun run, RunResult result) {
    attributes.put(TelemetryNames.OUTCOME, result.outcome().word());
    attributes.put(TelemetryNames.STATUS, result.status());
    attributes.put(TelemetryNames.EXIT_CODE, result.exitCode());
    attributes.put(TelemetryNames.REASON, result.reason());
    attributes.put(TelemetryNames.ERROR_TYPE, errorType(run, result));
    if (result.isRetried()) {
      attributes.putAny(TelemetryNames.RETRIED, true);
    }
    if (result.diedWith() != null) {
      attributes.putAny(TelemetryNames.SCHEDULE_DIED, true);
    }
    items(attributes, result.items());
    sql.describe(attributes, run);
    MessageTranslation.describe(attributes, run);
    if (run.cpuNanos() >= 0) {
      attributes.put(TelemetryNames.CPU_TIME, run.cpuNanos() / 1e9);
    }
    if (run.allocatedBytes() >= 0) {
      attributes.put(TelemetryNames.ALLOCATED, run.allocatedBytes());
    }
    for (int i = 0; i < result.attributeCount(); i++) {
      attributes.putAny(result.attributeName(i), result.attributeValue(i));
    }
  }

  private static void items(LimitedAttributes attributes, ItemCounts items) {
    if (items == ItemCounts.NONE) {
      return;
    }
    attributes.put(TelemetryNames.ITEMS + ".read", items.read());
    attributes.put(TelemetryNames.ITEMS + ".written", items.written());
    attributes.put(TelemetryNames.ITEMS + ".filtered", items.filtered());
    attributes.put(TelemetryNames.ITEMS + ".skipped", items.skipped());
    attributes.put(TelemetryNames.ITEMS + ".commits", items.commits());
    attributes.put(TelemetryNames.ITEMS + ".rollbacks", items.rollbacks());
  }

  private static ItemCounts soFar(ActiveRun run) {
    Progress progress = run.run().progress();
    try {
      return progress == null ? ItemCounts.NONE : progress.counts();
    } catch (RuntimeException | LinkageError unreadable) {
      // why: the framework writes its counts while we read them
      return ItemCounts.NONE;
    }
  }

  /** The value of {@code error.type}; null exactly where the outcome is no error. */
  static @Nullable String errorType(ActiveRun run, RunResult result) {
    RunOutcome outcome = result.outcome();
    if (!outcome.isError()) {
      return null;
    }
    FailureText failure = run.failure();
    if (failure != null) {
      return failure.root().type();
    }
    String word = result.errorType();
    return word == null ? outcome.word() : word;
  }
}
