package io.batchmon.agent.telemetry;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Clock;
import io.batchmon.job.RunOutcome;
import io.batchmon.job.RunResult;
import io.opentelemetry.exporter.internal.marshal.Marshaler;
import io.opentelemetry.exporter.internal.otlp.logs.LogsRequestMarshaler;
import io.opentelemetry.exporter.internal.otlp.metrics.MetricsRequestMarshaler;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the telemetry thread does in one turn: take the events, say what is still running, send what
 * is due. Confined to that thread but for the counts.
 */
final class TelemetryWorker {
  private static final long PROGRESS_NANOS = 60_000_000_000L;
  private static final long MAX_WAITING_BYTES = 8L << 20;
  private static final int EVENTS_A_TURN = 1024;

  /** A JVM that lives less is not asked what it uses: the answer costs it 1 % of its life. */
  private static final long RUNTIME_AFTER_NANOS = 10_000_000_000L;

  private final OtlpConfig config;
  private final EventQueue queue;
  private final ExchangeQueue exchanges;
  private final AgentLog log;
  private final Clock clock;
  private final Resource resource;
  private final InstrumentationScopeInfo scope;
  private final RunTranslation translation;
  private final LineTranslation lines;
  private @Nullable SegmentTranslation segments;
  private final JobMetrics metrics;
  private final UnaryOperator<String> redactor;
  private final @Nullable PoolTelemetry pools;
  private final @Nullable Surroundings surroundings;
  private @Nullable RuntimeMetrics runtime;
  private final Channel traceChannel;
  private final Channel metricChannel;
  private final Channel logChannel;
  private final Outbox<RunSpan> spans;
  private final Outbox<RunRecord> records;

  /** What there is to say of a run while it is open. */
  private static final class Telling {
    long progressDueNanos;
    boolean isShown;

    Telling(long startNanos) {
      progressDueNanos = startNanos + PROGRESS_NANOS;
    }
  }

  /** Runs whose start was seen, outer ones first. */
  private final Map<ActiveRun, Telling> open = new LinkedHashMap<>();

  private long spansDueNanos;
  private long recordsDueNanos;
  private long metricsDueNanos;
  private final long runtimeDueNanos;
  private volatile int pointsUnderWay;
  private final AtomicLong lostSpans = new AtomicLong();
  private final AtomicLong lostPoints = new AtomicLong();
  private final AtomicLong lostRecords = new AtomicLong();

  TelemetryWorker(
      OtlpConfig config,
      EventQueue queue,
      ExchangeQueue exchanges,
      AgentLog log,
      Clock clock,
      Map<String, Object> resourceAttributes,
      String version,
      UnaryOperator<String> redactor,
      @Nullable PoolTelemetry pools,
      @Nullable Surroundings surroundings) {
    this.surroundings = surroundings;
    this.redactor = new RememberedTexts(redactor);
    this.pools = pools;
    this.config = config;
    this.queue = queue;
    this.exchanges = exchanges;
    this.log = log;
    this.clock = clock;
    this.resource = ResourceAttributes.asResource(resourceAttributes);
    this.scope = InstrumentationScopeInfo.builder(TelemetryNames.SCOPE).setVersion(version).build();
    Object service = resourceAttributes.get("service.name");
    this.translation =
        new RunTranslation(config, resource, scope, String.valueOf(service), this.redactor);
    this.lines = new LineTranslation(config, resource, scope, this.redactor);
    this.metrics = new JobMetrics(config, clock.currentMillis(), this.redactor);
    Map<String, String> unreachable = new HashMap<>();
    String userAgent = "batchmon/" + version;
    this.traceChannel = new Channel(config.traces, log, userAgent, unreachable);
    this.metricChannel = new Channel(config.metrics, log, userAgent, unreachable);
    this.logChannel = new Channel(config.logs, log, userAgent, unreachable);
    this.spans = new Outbox<>(config.maxQueueSize, MAX_WAITING_BYTES);
    this.records = new Outbox<>(config.maxQueueSize, MAX_WAITING_BYTES);
    long now = clock.nanoTime();
    // why: a job of a moment is sent once, at exit, and the JDK's HTTP client, which may start
    // java.util.logging, is not touched in the first second of an application server
    this.spansDueNanos = now + config.spanDelayMillis * 1_000_000;
    this.recordsDueNanos = now + config.recordDelayMillis * 1_000_000;
    this.metricsDueNanos = now + config.metricIntervalMillis * 1_000_000;
    this.runtimeDueNanos =
        now + Math.min(RUNTIME_AFTER_NANOS, config.metricIntervalMillis * 1_000_000);
  }

  /** Takes events and sends what is due; true if more events wait already. */
  boolean turn() {
    // why: jobs at full speed refill the queue faster than it is emptied, and sending must go on
    drain(EVENTS_A_TURN);
    drainExchanges(EVENTS_A_TURN);
    long now = clock.nanoTime();
    progress(now);
    rememberSwallowed(false);
    watchRuntime(now);
    if (now - spansDueNanos >= 0 || spans.size() >= config.maxSpanBatch) {
      spansDueNanos = now + config.spanDelayMillis * 1_000_000;
      sendSpans(Long.MAX_VALUE, false);
    }
    if (now - recordsDueNanos >= 0 || records.size() >= config.maxRecordBatch) {
      recordsDueNanos = now + config.recordDelayMillis * 1_000_000;
      sendRecords(Long.MAX_VALUE, false);
    }
    if (now - metricsDueNanos >= 0) {
      metricsDueNanos = now + config.metricIntervalMillis * 1_000_000;
      readAll();
      sendMetrics(Long.MAX_VALUE, false);
    }
    return queue.size() > 0 || exchanges.size() > 0;
  }

  /** How long until there may be something to do, in nanoseconds. */
  long pauseNanos() {
    long shortest = Math.min(config.spanDelayMillis, config.recordDelayMillis);
    shortest = Math.min(shortest, config.metricIntervalMillis);
    return Math.max(10, shortest) * 1_000_000;
  }

  /**
   * Sends everything once, since the JVM is ending: no pauses, no repetitions, and an endpoint
   * where nobody is there is not tried for another signal.
   *
   * @param deadlineNanos by {@link System#nanoTime}
   * @param last whether nothing follows, so that metrics are sent as well
   */
  void flush(long deadlineNanos, boolean last) {
    drain(queue.size());
    drainExchanges(exchanges.size());
    rememberSwallowed(last);
    if (last) {
      readAll();
    }
    if (last && metricChannel.isEnabled()) {
      pointsUnderWay = metrics.points();
    }
    Set<String> failed = new HashSet<>();
    if (!sendSpans(remaining(deadlineNanos, failed), true) && !traceChannel.isAnswered()) {
      failed.add(traceChannel.authority());
    }
    if (!failed.contains(logChannel.authority())
        && !sendRecords(remaining(deadlineNanos, failed), true)
        && !logChannel.isAnswered()) {
      failed.add(logChannel.authority());
    }
    if (last && !failed.contains(metricChannel.authority())) {
      sendMetrics(remaining(deadlineNanos, failed), true);
    }
  }

  // why: where signals have endpoints of their own, one that hangs must leave time for the others
  private long remaining(long deadlineNanos, Set<String> failed) {
    long left = Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000);
    boolean shared =
        traceChannel.authority().equals(logChannel.authority())
            && traceChannel.authority().equals(metricChannel.authority());
    return shared || failed.size() == 2 ? left : Math.max(1, left / (3 - failed.size()));
  }

  private void watchRuntime(long now) {
    if (runtime != null) {
      runtime.turn();
    } else if (surroundings != null && metricChannel.isEnabled() && now - runtimeDueNanos >= 0) {
      runtime = new RuntimeMetrics(metrics, surroundings, clock, log);
    }
  }

  /** What has to be asked for, before metrics are sent. */
  private void readAll() {
    if (pools != null) {
      pools.read(metrics);
    }
    for (ActiveRun run : open.keySet()) {
      metrics.sumsOf(run);
    }
    if (runtime != null) {
      runtime.read();
    }
  }

  private void drain(int most) {
    for (int i = 0; i < most; i++) {
      RunEvent event = queue.poll();
      if (event == null) {
        break;
      }
      try {
        take(event);
      } catch (RuntimeException failure) {
        // why: one run that cannot be described must not end the telemetry of all others
        lose(traceChannel.name(), "error", 1);
        log.warn("A run could not be turned into telemetry", failure);
      }
    }
    long starts = queue.takeRefusedStarts();
    if (starts > 0) {
      lose(logChannel.name(), "queue_full", starts);
    }
    lose(logChannel.name(), "too_many_lines", queue.takeRefusedLines());
    lose(traceChannel.name(), "queue_full", queue.takeRefusedSegments());
    long ends = 0;
    for (RunOutcome outcome : RunOutcome.values()) {
      long count = queue.takeRefusedEnds(outcome);
      if (count > 0) {
        metrics.overflowed(outcome, count);
        ends += count;
      }
    }
    if (ends > 0) {
      lose(traceChannel.name(), "queue_full", ends);
      lose(logChannel.name(), "queue_full", ends);
      forgetEnded();
    }
  }

  private void drainExchanges(int most) {
    for (int i = 0; i < most; i++) {
      ActiveRun run = exchanges.poll();
      if (run == null) {
        break;
      }
      try {
        take(run);
      } catch (RuntimeException failure) {
        lose(traceChannel.name(), "error", 1);
        log.warn("A request or call could not be turned into telemetry", failure);
      }
    }
    lose(traceChannel.name(), "queue_full", exchanges.takeRefused(metrics::exchangesOverflowed));
  }

  private void take(ActiveRun run) {
    RunResult result = run.result();
    if (result == null) {
      return;
    }
    Exchange exchange = new Exchange(run, result);
    if (metricChannel.isEnabled()) {
      metrics.ended(run, result, exchange);
      metrics.sumsOf(run);
    }
    if (!run.isSampled() || !traceChannel.isEnabled()) {
      return;
    }
    if (spans.isHalfFull()) {
      // why: the other half belongs to jobs, however many requests there are
      lose(traceChannel.name(), "buffer_full", 1);
    } else {
      remember(translation.span(run, result, exchange));
    }
  }

  private void take(RunEvent event) {
    ActiveRun run = event.run;
    if (event.type == RunEvent.Type.MISSED && event.job != null) {
      metrics.missed(event.job, event.text);
    } else if (event.alert != null) {
      remember(translation.alert(event.alert));
    } else if (event.type == RunEvent.Type.ADVICE_FAILED) {
      metrics.adviceFailed(event.text);
    } else if (event.isSegment()) {
      takeSegment(event.text, event.type == RunEvent.Type.SEGMENT_IN_RUN);
    } else if (run != null && event.line != null) {
      remember(lines.record(run, event.line, event.thrown));
    } else if (run != null && event.type == RunEvent.Type.STARTED) {
      open.put(run, new Telling(run.startNanos()));
      metrics.started(run);
      remember(translation.started(run));
    } else if (run != null) {
      if (open.remove(run) != null) {
        metrics.closed(run);
      }
      RunResult result = run.result();
      if (event.type == RunEvent.Type.ENDED && result != null) {
        metrics.ended(run, result);
        metrics.sumsOf(run);
        if (run.isSampled()) {
          remember(translation.span(run, result, null));
        }
        remember(translation.finished(run, result));
      }
    }
  }

  private void takeSegment(String document, boolean partOfRun) {
    SegmentTranslation translator = segments;
    if (translator == null) {
      translator = new SegmentTranslation(config, resource, scope, redactor);
      segments = translator;
    }
    List<RunSpan> inside = translator.spans(document, partOfRun);
    if (inside.isEmpty()) {
      lose(traceChannel.name(), "error", 1);
    }
    for (RunSpan span : inside) {
      remember(span);
    }
  }

  /** After ends were refused: runs that will never be heard of again. */
  private void forgetEnded() {
    Iterator<ActiveRun> runs = open.keySet().iterator();
    while (runs.hasNext()) {
      ActiveRun run = runs.next();
      if (run.isEnded()) {
        runs.remove();
        metrics.closed(run);
      }
    }
  }

  private void progress(long now) {
    for (Map.Entry<ActiveRun, Telling> entry : open.entrySet()) {
      Telling telling = entry.getValue();
      ActiveRun run = entry.getKey();
      if (run.isEnded()) {
        continue;
      }
      long openNanos = now - run.startNanos();
      if (now - telling.progressDueNanos >= 0) {
        remember(translation.progress(run, clock.currentMillis(), openNanos));
        telling.progressDueNanos = now + PROGRESS_NANOS;
      }
      if (config.inProgressMillis >= 0
          && !telling.isShown
          && openNanos >= config.inProgressMillis * 1_000_000) {
        telling.isShown = true;
        if (run.isSampled()) {
          remember(translation.inProgress(run, openNanos));
        }
      }
    }
  }

  private void rememberSwallowed(boolean last) {
    if (pools != null) {
      for (RunRecord record : pools.swallowed(last, metrics, config, resource, scope, redactor)) {
        remember(record);
      }
    }
  }

  private void remember(RunSpan span) {
    if (traceChannel.isEnabled()) {
      lose(traceChannel.name(), "buffer_full", spans.add(span));
    }
  }

  private void remember(RunRecord record) {
    if (logChannel.isEnabled()) {
      lose(logChannel.name(), "buffer_full", records.add(record));
    }
  }

  private boolean sendSpans(long limitMillis, boolean exiting) {
    while (!spans.isEmpty()) {
      List<RunSpan> batch = spans.first(config.maxSpanBatch);
      int sent =
          send(
              traceChannel,
              TraceRequestMarshaler.create(new ArrayList<SpanData>(batch)),
              batch.size(),
              limitMillis,
              exiting);
      if (sent < 0) {
        return false;
      }
      spans.remove(sent);
    }
    return true;
  }

  private boolean sendRecords(long limitMillis, boolean exiting) {
    while (!records.isEmpty()) {
      List<RunRecord> batch = records.first(config.maxRecordBatch);
      int sent =
          send(
              logChannel,
              LogsRequestMarshaler.create(new ArrayList<LogRecordData>(batch)),
              batch.size(),
              limitMillis,
              exiting);
      if (sent < 0) {
        return false;
      }
      records.remove(sent);
    }
    return true;
  }

  private void sendMetrics(long limitMillis, boolean exiting) {
    long collected = clock.currentMillis() * 1_000_000;
    List<MetricData> data = metrics.collect(resource, scope, collected);
    int points = 0;
    for (MetricData metric : data) {
      points += metric.getData().getPoints().size();
    }
    if (points == 0 || !metricChannel.isEnabled()) {
      metrics.delivered(collected);
      return;
    }
    pointsUnderWay = points;
    if (send(metricChannel, MetricsRequestMarshaler.create(data), points, limitMillis, exiting)
        >= 0) {
      metrics.delivered(collected);
      pointsUnderWay = 0;
    }
  }

  /** How many items are done with, delivered or given up; -1 to keep them. */
  private int send(
      Channel channel, Marshaler request, int items, long limitMillis, boolean exiting) {
    if (!exiting && !channel.isReady(clock.nanoTime())) {
      return -1;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(request.getBinarySerializedSize());
    try {
      request.writeBinaryTo(bytes);
    } catch (IOException impossible) {
      lose(channel.name(), "encoding", items);
      return items;
    }
    SendResult result = channel.send(bytes.toByteArray(), limitMillis, exiting);
    if (result.isDelivered()) {
      lose(channel.name(), "rejected", result.rejected());
      return items;
    }
    metrics.exportFailed(channel.name(), result.reason());
    if (exiting || (result.isRetryable() && config.retry)) {
      if (!exiting) {
        channel.pause(result, clock.nanoTime());
      }
      return -1;
    }
    lose(channel.name(), result.reason(), items);
    return items;
  }

  private void lose(String signal, String reason, long count) {
    if (count == 0 || !isWanted(signal)) {
      return;
    }
    metrics.dropped(signal, reason, count);
    switch (signal) {
      case "traces":
        lostSpans.addAndGet(count);
        break;
      case "metrics":
        lostPoints.addAndGet(count);
        break;
      default:
        lostRecords.addAndGet(count);
        break;
    }
  }

  // why: what nobody wants to have sent is not lost
  private boolean isWanted(String signal) {
    for (Channel channel : new Channel[] {traceChannel, metricChannel, logChannel}) {
      if (channel.name().equals(signal)) {
        return channel.isEnabled();
      }
    }
    return false;
  }

  /** What has not arrived and never will, if nothing more is sent; from any thread. */
  FlushReport report(boolean timedOut) {
    String reason = "";
    for (Channel channel : new Channel[] {traceChannel, metricChannel, logChannel}) {
      if (reason.isEmpty()) {
        reason = channel.lastFailure();
      }
    }
    return new FlushReport(
        lostSpans.get() + spans.size(),
        lostPoints.get() + pointsUnderWay,
        lostRecords.get() + records.size(),
        timedOut,
        reason.isEmpty() && timedOut ? "no answer in time" : reason);
  }

  /** Where traces go, else the first signal that goes anywhere. */
  @Nullable String endpoint() {
    return traceChannel.isEnabled()
        ? traceChannel.endpoint()
        : metricChannel.isEnabled() ? metricChannel.endpoint() : logChannel.endpoint();
  }
}
