package io.batchmon.agent.telemetry;

import io.batchmon.agent.alert.AlertListener;
import io.batchmon.agent.alert.AlertNote;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.config.Version;
import io.batchmon.agent.log.LineExport;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.FailureText;
import io.batchmon.agent.run.FlushedAtExit;
import io.batchmon.agent.run.LoggedLine;
import io.batchmon.agent.run.Pools;
import io.batchmon.agent.run.RunObserver;
import io.batchmon.agent.run.SqlPools;
import io.batchmon.agent.run.ThreadCosts;
import io.batchmon.agent.run.UnreadFailures;
import io.batchmon.job.JobName;
import io.batchmon.job.PoolEvents;
import io.batchmon.job.RunResult;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs leave as OpenTelemetry traces, metrics and events. In the job's thread an event is enqueued
 * and nothing else; one daemon thread does the rest and loads OpenTelemetry when it starts.
 */
public final class Telemetry implements RunObserver, AlertListener, FlushedAtExit, LineExport {
  private static final long LONGEST_FLUSH_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final long shutdownMillis;
  private final AgentLog log;
  private final Clock clock;
  private final UnaryOperator<String> redactor;
  private final OtlpConfig config;
  private final ResourceAttributes resource;
  private final boolean enabled;
  private final EventQueue queue;
  private final ExchangeQueue exchanges;
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicInteger flushRequests = new AtomicInteger();
  private final CountDownLatch flushed = new CountDownLatch(1);

  private volatile @Nullable Consumer<ThreadCosts> measurable;
  private volatile @Nullable PoolTelemetry pools;
  private volatile @Nullable Thread thread;
  private volatile @Nullable TelemetryWorker worker;
  private volatile boolean closing;
  private volatile boolean dead;
  private volatile long deadlineNanos;

  /**
   * Reads the settings and starts nothing.
   *
   * @param redactor applied to messages and stack traces before they leave, in the agent's thread
   */
  public Telemetry(Settings settings, AgentLog log, Clock clock, UnaryOperator<String> redactor) {
    this(settings, log, clock, redactor, ResourceAttributes.of(settings));
  }

  Telemetry(
      Settings settings,
      AgentLog log,
      Clock clock,
      UnaryOperator<String> redactor,
      ResourceAttributes resource) {
    this.shutdownMillis = settings.millis("batchmon.shutdown.timeout", 2000);
    this.log = log;
    this.clock = clock;
    this.redactor = redactor;
    this.resource = resource;
    this.config = new OtlpConfig(settings);
    this.enabled = config.anyEnabled();
    this.queue = new EventQueue(config.maxQueueSize);
    this.exchanges = new ExchangeQueue(config.maxQueueSize);
  }

  /** Who is told, in the telemetry thread, with what the cost of runs can be measured. */
  public void whenMeasurable(Consumer<ThreadCosts> listener) {
    measurable = listener;
  }

  /**
   * Listens to thread pools, and tells of them, of pools of connections and of exceptions that
   * nobody asked for as well; called before the start.
   */
  public void listenTo(Pools threadPools, UnreadFailures unread, SqlPools connections) {
    if (enabled) {
      pools = new PoolTelemetry(threadPools, unread, connections);
      PoolEvents.listen(threadPools);
    }
  }

  /** Starts the thread, once; called when the first hook is woven, and by the first run anyway. */
  public void start() {
    if (!enabled || started.get() || !started.compareAndSet(false, true)) {
      return;
    }
    try {
      Thread created = AgentThread.daemon(new Work(), "batchmon-telemetry");
      thread = created;
      created.start();
    } catch (Throwable failure) {
      stopped(failure);
    }
  }

  @Override
  public void started(ActiveRun run) {
    if (isOpen()
        && !Exchange.isOne(run)
        && queue.offerStart(RunEvent.of(RunEvent.Type.STARTED, run))) {
      wake();
    }
  }

  @Override
  public void ended(ActiveRun run) {
    RunResult result = run.result();
    if (Exchange.isOne(run)) {
      if (!run.isSummed() && isOpen() && exchanges.offer(run)) {
        wake();
      }
    } else if (isOpen()
        && result != null
        && queue.offerEnd(
            RunEvent.of(RunEvent.Type.ENDED, run), result.isRetried() ? null : result.outcome())) {
      wake();
    }
  }

  @Override
  public void discarded(ActiveRun run) {
    if (isOpen() && !Exchange.isOne(run)) {
      queue.offerEnd(RunEvent.of(RunEvent.Type.DISCARDED, run), null);
    }
  }

  @Override
  public void logged(ActiveRun run, LoggedLine line, @Nullable Throwable thrown) {
    if (isOpen()
        && queue.admitsLine(clock.nanoTime())
        && queue.offerStart(
            RunEvent.logged(run, line, thrown == null ? null : FailureText.of(thrown)))) {
      wake();
    }
  }

  /** A run that should have started and did not. */
  public void missed(JobName name, long scheduledMillis, String reason) {
    if (isOpen()) {
      queue.offerEnd(RunEvent.missed(name, reason), null);
    }
  }

  @Override
  public void alerted(AlertNote note) {
    if (isOpen()) {
      queue.offerEnd(RunEvent.alerted(note), null);
    }
  }

  /**
   * The application recorded a segment with the AWS X-Ray SDK.
   *
   * @param document as the X-Ray daemon would get it
   * @param partOfRun whether its parent is a run of this JVM
   * @return false if spans are not exported
   */
  public boolean segmentEnded(String document, boolean partOfRun) {
    if (!config.traces.enabled || !isOpen()) {
      return false;
    }
    if (queue.offerSegment(RunEvent.segment(document, partOfRun))) {
      wake();
    }
    return true;
  }

  /** Advice of this hook threw. */
  public void adviceFailed(String hook) {
    if (isOpen()) {
      queue.offerEnd(RunEvent.adviceFailed(hook), null);
    }
  }

  private boolean isOpen() {
    if (!enabled || dead) {
      return false;
    }
    if (thread == null) {
      start();
    }
    return true;
  }

  private void wake() {
    LockSupport.unpark(thread);
  }

  /** What the thread does. */
  private final class Work implements Runnable {
    @Override
    public void run() {
      try {
        sayMeasurable();
        Map<String, Object> attributes = resource.detect();
        TelemetryWorker created =
            new TelemetryWorker(
                config,
                queue,
                exchanges,
                log,
                clock,
                attributes,
                Version.text(),
                redactor,
                pools,
                config.runtimeMetrics ? resource.surroundings() : null);
        worker = created;
        work(created);
        flushed.countDown();
      } catch (Throwable failure) {
        stopped(failure);
      }
    }
  }

  private void sayMeasurable() {
    Consumer<ThreadCosts> listener = measurable;
    ThreadCosts costs = listener == null ? null : JvmThreadCosts.ifThere();
    if (listener != null && costs != null) {
      listener.accept(costs);
    }
  }

  private void stopped(Throwable failure) {
    dead = true;
    PoolTelemetry deaf = pools;
    if (deaf != null) {
      deaf.stopListening();
    }
    log.warn("Telemetry stopped; the application and the alerts go on", failure);
    flushed.countDown();
  }

  private void work(TelemetryWorker telemetry) {
    int seen = 0;
    while (!closing) {
      int requested = flushRequests.get();
      boolean more = false;
      if (requested != seen) {
        seen = requested;
        telemetry.flush(deadlineNanos, false);
      } else if (requested == 0) {
        more = telemetry.turn();
      }
      if (!more && !closing && flushRequests.get() == seen) {
        LockSupport.parkNanos(this, telemetry.pauseNanos());
        // why: after a careless ThreadGroup.interrupt() every pause would return at once
        Thread.interrupted();
      }
    }
    telemetry.flush(deadlineNanos, true);
  }

  @Override
  public void beginFlush() {
    if (thread == null || closing) {
      return;
    }
    if (flushRequests.get() == 0) {
      deadlineNanos = System.nanoTime() + shutdownMillis * 1_000_000;
    }
    flushRequests.incrementAndGet();
    wake();
  }

  @Override
  public void awaitFlush(long nanos) {
    flush(nanos);
  }

  /** As {@link #awaitFlush}, and tells what was lost. Afterwards nothing more is sent. */
  FlushReport flush(long nanos) {
    if (thread == null) {
      return new FlushReport(0, 0, 0, false, "");
    }
    long limit = Math.max(0, Math.min(nanos, LONGEST_FLUSH_NANOS));
    deadlineNanos = System.nanoTime() + limit;
    closing = true;
    wake();
    boolean inTime = false;
    try {
      inTime = flushed.await(limit, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    TelemetryWorker last = worker;
    FlushReport report = last == null ? unstarted(!inTime) : last.report(!inTime);
    if (!report.isComplete()) {
      say(report, last == null ? config.traces.endpoint.toString() : last.endpoint());
    }
    return report;
  }

  private FlushReport unstarted(boolean timedOut) {
    int waiting = queue.size() + exchanges.size();
    return new FlushReport(waiting, 0, waiting, timedOut, "telemetry was still starting");
  }

  private void say(FlushReport report, @Nullable String endpoint) {
    if (report.reason().isEmpty()) {
      log.warn(
          "Lost: "
              + report
              + ", which came faster than "
              + endpoint
              + " took them. Keep a part of the requests by otel.traces.sampler");
      return;
    }
    log.warn(
        "Lost on exit: "
            + report
            + "; "
            + endpoint
            + " did not take them ("
            + report.reason()
            + "). Start the collector, set otel.exporter.otlp.endpoint, or turn this off with"
            + " otel.sdk.disabled=true");
  }
}
