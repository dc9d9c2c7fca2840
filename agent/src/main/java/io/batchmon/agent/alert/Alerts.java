package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.FailureText;
import io.batchmon.agent.run.FlushedAtExit;
import io.batchmon.agent.run.Hex;
import io.batchmon.agent.run.JvmLife;
import io.batchmon.agent.run.RunObserver;
import io.batchmon.agent.state.Journal;
import io.batchmon.agent.state.StateDirectory;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunOutcome;
import io.batchmon.job.RunResult;
import java.io.File;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Remembers failed jobs in their own threads, for the thread "batchmon-alerts" to decide about and
 * to tell. What that takes is not loaded before the first failure; until then the thread only keeps
 * {@link RunRecords}. A success costs one look into an empty map while no incident is open.
 */
public final class Alerts implements RunObserver, FlushedAtExit {
  private static final int FIRST_TOLD_ATTEMPT = 3;
  private static final int FOLD_FROM = 64;
  private static final String ROUTE = "http.route";

  /** Spring Cloud Task throws it for a batch job that has failed, without that job's exception. */
  private static final String SAYS_THAT_A_JOB_HAS_FAILED =
      "org.springframework.cloud.task.listener.TaskException";

  private static final int MOST_WAITING = 500;
  private static final int MOST_HISTORIES = 10_000;

  private final AlertConfig config;
  private final AgentLog log;
  private final Clock clock;
  private final AlertChannels channels;
  private final Random random;

  private final ConcurrentLinkedDeque<AlertEvent> waiting = new ConcurrentLinkedDeque<>();
  private final Map<String, AlertEvent> waitingFailures = new ConcurrentHashMap<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final AtomicLong offered = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong missed = new AtomicLong();
  private final Map<Reason, Long> decisions = new ConcurrentHashMap<>();

  /** For each job, its open incidents plus its failures that wait to be decided. */
  private final Map<JobName, Integer> openJobs = new ConcurrentHashMap<>();

  private final Map<JobName, JobHistory> histories = new ConcurrentHashMap<>();

  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger armed = new AtomicInteger();
  private final Thread daemon;
  private volatile @Nullable AlertThread thread;
  private volatile @Nullable JvmLife life;
  private volatile @Nullable RunRecords records;
  private @Nullable SavedHistories saved;
  private volatile @Nullable AlertListener listener;
  private volatile boolean asleep = true;
  private volatile boolean anyKept;
  private final boolean notices;
  private final boolean requests;
  private final @Nullable File stateDirectory;
  private @Nullable String withoutDirectory;
  private volatile boolean recalling;
  private volatile boolean flushing;

  Alerts(
      AlertConfig config,
      AgentLog log,
      Clock clock,
      AlertChannels channels,
      @Nullable File stateDirectory,
      Random random) {
    this.config = config;
    this.stateDirectory = stateDirectory;
    this.notices = config.rules().anyNotices();
    this.requests = config.rules().anyForRequests();
    this.log = log;
    this.clock = clock;
    this.channels = channels;
    this.random = random;
    // why: made here and started later; made in a job's thread, it would take over that thread's
    // inheritable thread-locals and access control context, and pin the application's loader
    daemon =
        new Thread("batchmon-alerts") {
          @Override
          public void run() {
            work();
          }
        };
    daemon.setDaemon(true);
    daemon.setContextClassLoader(Alerts.class.getClassLoader());
  }

  /**
   * Alerts as the settings say; a setting that cannot be used is one warning.
   *
   * @param redactor applied to everything that the application wrote
   * @param serviceName shown in each message
   * @param environment {@code development}: alerts are logged, and not sent
   * @param hostName shown in each message
   * @param channels opened when there is something to tell
   * @param stateDirectory of this service, or null: what is open is forgotten when the JVM ends
   */
  public static Alerts of(
      Settings settings,
      AgentLog log,
      Clock clock,
      UnaryOperator<String> redactor,
      String serviceName,
      String environment,
      String hostName,
      AlertChannels channels,
      @Nullable File stateDirectory) {
    AlertConfig config = AlertConfig.of(settings, redactor, serviceName, environment, hostName);
    // why: who develops wants to see each failure, and not what is new since yesterday
    boolean kept = config.onlyLogged() == null;
    Alerts alerts =
        new Alerts(
            config,
            log,
            clock,
            channels,
            kept ? stateDirectory : null,
            new Random(clock.nanoTime()));
    if (kept) {
      alerts.withoutDirectory = StateDirectory.whyNone(settings, stateDirectory);
    }
    return alerts;
  }

  /**
   * From now on later JVMs of the service can find out what was open in this one, and what this one
   * knows of its jobs. Before {@link #recall}.
   */
  public void keepRecords(JvmLife ofThisJvm) {
    life = ofThisJvm;
  }

  /** Null where none are kept; made by the first thread that needs them, which is no job's. */
  private @Nullable RunRecords records() {
    File directory = stateDirectory;
    JvmLife ofThisJvm = life;
    if (records == null && directory != null && ofThisJvm != null) {
      synchronized (histories) {
        if (records == null) {
          String jvm = Hex.of(random.nextLong());
          SavedHistories known = saved(directory);
          records = new RunRecords(ofThisJvm, config, log, clock, directory, jvm, known);
        }
      }
    }
    return records;
  }

  private SavedHistories saved(File directory) {
    synchronized (histories) {
      SavedHistories known = saved;
      if (known == null) {
        known = new SavedHistories(directory, histories, config.redactor());
        saved = known;
      }
      return known;
    }
  }

  /**
   * Finds out what earlier JVMs of the service have left open. Asks the file system for the length
   * of two files and the names in one directory; the rest is done by the alert thread, which is
   * started only if there is something.
   */
  public void recall() {
    File directory = stateDirectory;
    if (Journal.mayHaveEntries(directory)
        || config.nextDigestMillis(clock.currentMillis()) != Long.MAX_VALUE) {
      recalling = true;
      arm();
      wake();
    } else if (life != null && Journal.mayHaveOpenWork(directory)) {
      recalling = true;
      startOrUnpark();
    }
  }

  /** What the thread does: next to nothing, until there is something to decide. */
  private void work() {
    if (thread == null && !recalling) {
      // why: a life of a few seconds has nothing to write down, and is spared what that takes
      rest(RunRecords.LONG_NANOS);
    }
    for (AlertThread body = thread; body == null; body = thread) {
      long wait = keepRecords();
      if (thread == null) {
        recalling = false;
        rest(wait);
      }
    }
    AlertThread body = thread;
    if (body != null) {
      body.run();
    }
  }

  private void rest(long wait) {
    if (wait == Long.MAX_VALUE) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, wait);
    }
  }

  /**
   * What is to be on record by now is. Called by the alert thread, and by tests in its place.
   *
   * @return nanoseconds to the next time, or {@link Long#MAX_VALUE}
   */
  public long keepRecords() {
    RunRecords kept = flushing && !recalling ? records : records();
    if (kept == null) {
      return Long.MAX_VALUE;
    }
    try {
      kept.findLost();
      if (flushing) {
        kept.close();
        return Long.MAX_VALUE;
      }
      long wait = kept.write();
      anyKept = kept.isAnyKept();
      if (wait == Long.MAX_VALUE) {
        // why: a job that begins from now on wakes the thread; one that has begun is seen here
        asleep = true;
        wait = kept.write();
      }
      return wait;
    } catch (RuntimeException failure) {
      log.warn("open runs are not on record any more", failure);
      life = null;
      records = null;
      return Long.MAX_VALUE;
    }
  }

  /** Called by the alert thread before its first decision. */
  void findLost() {
    RunRecords kept = recalling ? records() : null;
    if (kept != null) {
      kept.findLost();
    }
  }

  /** Called by the alert thread, once: what earlier JVMs knew of the jobs is known here too. */
  void recallHistories() {
    File directory = stateDirectory;
    if (directory != null && life != null) {
      try {
        saved(directory).recall();
      } catch (IOException | RuntimeException failure) {
        log.info("the durations of earlier runs cannot be read: " + failure);
      }
    }
  }

  /** Called by the alert thread: what it was told of lost runs is on record as incidents. */
  void forgetLost() {
    RunRecords kept = records;
    if (kept != null) {
      kept.forgetLost();
    }
  }

  /** Called by the alert thread: what was left open is known. */
  void recalled() {
    recalling = false;
  }

  @Nullable File stateDirectory() {
    return stateDirectory;
  }

  /** Why incidents are not kept, where nobody asked for that; said when there is one. */
  @Nullable String withoutDirectory() {
    return withoutDirectory;
  }

  @Override
  public void started(ActiveRun run) {
    // why: of all jobs that begin, one in ten seconds at most finds the thread asleep
    if (asleep && run.kind() == RunKind.JOB && life != null && stateDirectory != null) {
      asleep = false;
      startOrUnpark();
    }
    if (notices && run.run().kind() == RunKind.JOB && rule(run).startNotice()) {
      notice(run);
    }
  }

  @Override
  public void discarded(ActiveRun run) {
    if (anyKept) {
      startOrUnpark();
    }
  }

  private JobRule rule(ActiveRun run) {
    return config.rules().ruleFor(run.run().name());
  }

  private void notice(ActiveRun run) {
    if (waitingCount.get() < MOST_WAITING) {
      offer(AlertEvent.notice(run));
    }
  }

  @Override
  public void ended(ActiveRun run) {
    RunResult result = run.result();
    if (result == null) {
      return;
    }
    RunOutcome outcome = result.outcome();
    if (run.kind() != RunKind.JOB) {
      if (requests && run.kind() == RunKind.REQUEST) {
        requestEnded(run, result);
      }
      return;
    }
    remember(run, outcome);
    if (anyKept && run.durationNanos() >= RunRecords.LONG_NANOS) {
      startOrUnpark();
    }
    if (notices && rule(run).finishNotice()) {
      notice(run);
    }
    if (outcome == RunOutcome.SUCCEEDED) {
      succeeded(run, result);
    } else if (outcome.isError() && !isLeftToTheRetry(run, result)) {
      // why: that a schedule has died is news of its own
      if (result.diedWith() == null && isToldOfPart(run, outcome)) {
        decided(Reason.TOLD_OF_PART);
      } else {
        failed(run, result);
      }
    }
  }

  private void succeeded(ActiveRun run, RunResult result) {
    // why: isEmpty reads one field, and spares healthy JVMs the hashing of the job's name
    if ((recalling || (!openJobs.isEmpty() && openJobs.containsKey(run.run().name())))
        && waitingCount.get() < MOST_WAITING) {
      offer(AlertEvent.success(run, result));
    }
  }

  // why: a request that the end of the JVM cut off is what each deployment does
  private void requestEnded(ActiveRun run, RunResult result) {
    if (result.outcome() == RunOutcome.SUCCEEDED) {
      if (recalling || !openJobs.isEmpty()) {
        JobName name = requestName(run, result);
        if ((recalling || openJobs.containsKey(name)) && waitingCount.get() < MOST_WAITING) {
          offer(AlertEvent.request(run, name, result, null));
        }
      }
    } else if (result.outcome() == RunOutcome.FAILED) {
      JobName name = requestName(run, result);
      if (config.rules().ruleFor(name).name().isEmpty()) {
        return;
      }
      if (isToldOfPart(run, RunOutcome.FAILED)) {
        decided(Reason.TOLD_OF_PART);
        return;
      }
      String key = roughKey(name, run, result);
      if (!isFolded(key)) {
        offer(AlertEvent.request(run, name, result, key), key);
      }
    }
  }

  // why: a request begins as its method alone; which route it took is known at its end
  private static JobName requestName(ActiveRun run, RunResult result) {
    JobName name = run.run().name();
    for (int i = 0; i < result.attributeCount(); i++) {
      if (ROUTE.equals(result.attributeName(i))) {
        return JobName.of(name.system(), name.name() + ' ' + result.attributeValue(i));
      }
    }
    return name;
  }

  // why: the one look-up that a healthy run pays for; past the bound, new jobs have no history
  private void remember(ActiveRun run, RunOutcome outcome) {
    JobHistory history = history(run.run().name());
    if (history == null) {
      return;
    }
    if (outcome == RunOutcome.SUCCEEDED) {
      long millis = run.durationNanos() / 1_000_000;
      history.succeeded(run.startMillis() + millis, millis);
    } else if (outcome.isError()) {
      history.failed();
    }
  }

  private @Nullable JobHistory history(JobName job) {
    JobHistory history = histories.get(job);
    if (history == null && histories.size() < MOST_HISTORIES) {
      history = new JobHistory();
      JobHistory before = histories.putIfAbsent(job, history);
      history = before == null ? history : before;
    }
    return history;
  }

  /** Of the jobs of this JVM. */
  Map<JobName, JobHistory> histories() {
    return histories;
  }

  private static boolean isLeftToTheRetry(ActiveRun run, RunResult result) {
    return result.isRetried() && run.attempt() < FIRST_TOLD_ATTEMPT;
  }

  /**
   * Whether a job inside this one has failed for the same cause, or this one has none of its own: a
   * status, an exit code, an exception that only says so.
   */
  private static boolean isToldOfPart(ActiveRun run, RunOutcome outcome) {
    ActiveRun part = run.failedInside();
    RunResult ended = part == null ? null : part.result();
    if (part == null || ended == null || isLeftToTheRetry(part, ended)) {
      return false;
    }
    // why: the end of the JVM has nothing to do with what had failed before it
    if (outcome == RunOutcome.ABORTED && ended.outcome() != RunOutcome.ABORTED) {
      return false;
    }
    FailureText failure = run.failure();
    FailureText ofPart = part.failure();
    return failure == null
        || failure.root().type().equals(SAYS_THAT_A_JOB_HAS_FAILED)
        || (ofPart != null && failure.root().isSameAs(ofPart.root()));
  }

  private void failed(ActiveRun run, RunResult result) {
    String key = roughKey(run.run().name(), run, result);
    if (!isFolded(key)) {
      offer(AlertEvent.failure(run, result, key), key);
    }
  }

  private void offer(AlertEvent failure, String key) {
    opened(failure.job());
    waitingFailures.put(key, failure);
    offer(failure);
  }

  /** Whether so much waits that this one is counted to another, or dropped. */
  private boolean isFolded(String key) {
    if (waitingCount.get() >= FOLD_FROM) {
      AlertEvent same = waitingFailures.get(key);
      if (same != null && same.repeat()) {
        return true;
      }
      if (waitingCount.get() >= MOST_WAITING) {
        dropped.incrementAndGet();
        return true;
      }
    }
    return false;
  }

  // why: a fingerprint takes too long for a job's thread; this is enough to fold a storm
  private static String roughKey(JobName job, ActiveRun run, RunResult result) {
    FailureText failure = run.failure();
    String what = failure == null ? result.errorType() : failure.root().type();
    return job.toString() + '|' + AlertKind.of(result) + '|' + what;
  }

  private void offer(AlertEvent event) {
    waitingCount.incrementAndGet();
    if (event.kind() == AlertKind.LOST) {
      // why: what has succeeded in this JVM came later
      waiting.addFirst(event);
    } else {
      waiting.add(event);
    }
    offered.incrementAndGet();
    arm();
    wake();
  }

  /** From now on there is something to decide. */
  private void arm() {
    if (thread == null && armed.compareAndSet(0, 1)) {
      thread = new AlertThread(this, config, log, clock, channels, random);
    }
  }

  /** Lets the alert thread look at the clock again, and starts it if there is something to do. */
  void wake() {
    if (thread != null || started.get() != 0) {
      startOrUnpark();
    }
  }

  private void startOrUnpark() {
    if (started.get() == 0 && started.compareAndSet(0, 1)) {
      daemon.start();
    } else {
      LockSupport.unpark(daemon);
    }
  }

  /** Called by the alert thread: the next event, or null. */
  @Nullable AlertEvent poll() {
    AlertEvent event = waiting.poll();
    if (event != null) {
      waitingCount.decrementAndGet();
      String key = event.waitsAs();
      if (key != null) {
        waitingFailures.remove(key, event);
      }
    }
    return event;
  }

  /** Whether there is nothing to take. */
  boolean isQuiet() {
    return waiting.isEmpty();
  }

  /** Events ever put into the queue. */
  long offered() {
    return offered.get();
  }

  /** A failure of this job waits to be decided, or an incident of it is open. */
  void opened(JobName job) {
    while (true) {
      Integer count = openJobs.putIfAbsent(job, 1);
      if (count == null || openJobs.replace(job, count, count + 1)) {
        return;
      }
    }
  }

  /** Called by the alert thread: a failure is decided, or an incident of this job is closed. */
  void closed(JobName job) {
    while (true) {
      Integer count = openJobs.get(job);
      if (count == null
          || (count == 1 ? openJobs.remove(job, count) : openJobs.replace(job, count, count - 1))) {
        return;
      }
    }
  }

  /** Called by the alert thread for each decision. */
  void decided(Reason reason) {
    decisions.merge(reason, 1L, Long::sum);
  }

  /**
   * A scheduler says that a run did not start when it should have. Counted, logged at INFO, named
   * in the daily digest, and told where a rule asks for it.
   *
   * @param scheduledMillis epoch milliseconds, or {@link io.batchmon.job.JobRun#NO_TIME}
   */
  public void missed(JobName job, long scheduledMillis, String reason) {
    missed.incrementAndGet();
    log.info("missed: " + job + ": " + reason);
    JobHistory history = history(job);
    if (history != null) {
      history.missedOne();
    }
    String key = job.toString() + '|' + AlertKind.MISSED;
    if (config.rules().ruleFor(job).missedNotice() && !isFolded(key)) {
      JobRun run = JobRun.builder(RunKind.JOB, job).scheduledMillis(scheduledMillis).build();
      offer(AlertEvent.missed(run, reason, clock.currentMillis(), clock.nanoTime(), key), key);
    }
  }

  /** How each channel is doing; empty before the first failure. */
  public List<ChannelStatus> channels() {
    AlertThread running = thread;
    return running == null ? Collections.emptyList() : running.channels();
  }

  /** How often there was this reason to tell something, or not to. */
  public long count(Reason reason) {
    return decisions.getOrDefault(reason, 0L);
  }

  /** Failures that found the queue full of others; they were not decided about. */
  public long dropped() {
    return dropped.get();
  }

  /** Runs that a scheduler reported as missed. */
  public long missed() {
    return missed.get();
  }

  /** What waits for its turn is sent at once. */
  @Override
  public void beginFlush() {
    flushing = true;
    wake();
  }

  boolean isFlushing() {
    return flushing;
  }

  private void closeRecords() {
    File directory = stateDirectory;
    RunRecords kept = recalling ? records() : records;
    if (kept != null) {
      // why: a JVM that lives for a moment tells it too
      findLost();
      kept.close();
    } else if (directory != null && life != null && !histories.isEmpty()) {
      try {
        saved(directory).save();
      } catch (IOException | RuntimeException failure) {
        log.info("the durations of jobs are not kept: " + failure);
      }
    }
  }

  /** Who is told of each decision; before the first run. */
  public void listen(AlertListener newListener) {
    listener = newListener;
  }

  @Nullable AlertListener listener() {
    return listener;
  }

  /** What is to be flushed before the listener is: decisions, and if possible what came of them. */
  public FlushedAtExit firstWord() {
    return new FirstWord(this);
  }

  void awaitWord(long nanos) {
    AlertThread running = thread;
    if (running != null) {
      running.awaitWord(nanos);
    }
  }

  /** Does not wait for a delivery that cannot come in time; what is left is one warning. */
  @Override
  public void awaitFlush(long nanos) {
    beginFlush();
    closeRecords();
    AlertThread running = thread;
    if (running != null) {
      running.awaitFlush(nanos);
    }
  }
}
