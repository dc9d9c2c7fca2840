package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.Hex;
import io.batchmon.agent.state.Journal;
import io.batchmon.agent.state.LiveJvm;
import io.batchmon.job.JobName;
import java.io.File;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the thread "batchmon-alerts" does: takes events, has them decided, sends what is to be told.
 * Without lambdas, as is all that a first delivery passes through: the first lambda of a JVM takes
 * tens of milliseconds of the time that a JVM that ends has for it.
 */
final class AlertThread implements Incidents.Observer, AlertRoute.Observer {
  private static final int MOST_INCIDENTS = 10_000;
  private static final long LATE_MILLIS = 30_000;

  private final Alerts alerts;
  private final AlertConfig config;
  private final AgentLog log;
  private final Clock clock;
  private final AlertChannels channels;
  private final Random random;
  private final Deque<AlertMessage> ready = new ArrayDeque<>();

  private final @Nullable AlertNotes notes;
  private volatile @Nullable AlertRoute shownRoute;
  private final Object monitor = new Object();
  private long handled;
  private long taken;
  private boolean recalled;
  private boolean unsettled;
  private List<AlertChannel> opened = Collections.emptyList();
  private @Nullable IncidentStore store;
  private long wakeMillis = Long.MAX_VALUE;
  private int pending;
  private boolean sending;
  private boolean flushSeen;
  private long nextTryNanos;
  private String oldest = "";

  AlertThread(
      Alerts alerts,
      AlertConfig config,
      AgentLog log,
      Clock clock,
      AlertChannels channels,
      Random random) {
    this.alerts = alerts;
    this.config = config;
    this.log = log;
    this.clock = clock;
    this.channels = channels;
    this.random = random;
    AlertListener listener = alerts.listener();
    this.notes = listener == null ? null : new AlertNotes(config, clock, listener);
  }

  void run() {
    File directory = alerts.stateDirectory();
    String missing = alerts.withoutDirectory();
    if (missing != null) {
      log.warn(missing);
    }
    LiveJvm jvm = new LiveJvm(directory, Hex.of(random.nextLong()));
    Silences silences =
        new Silences(directory == null ? null : new File(directory, "silences"), log);
    Incidents incidents =
        new Incidents(config, MOST_INCIDENTS, jvm.id(), alerts.histories(), silences, this);
    IncidentStore kept = new IncidentStore(Journal.open(directory, log, clock), jvm, config);
    store = kept;
    AlertRoute route = route();
    shownRoute = route;
    alerts.recallHistories();
    Digests digests = new Digests(config, alerts.histories(), clock.currentMillis());
    boolean first = true;
    while (true) {
      try {
        turn(incidents, kept, digests, route, first);
        first = false;
      } catch (Throwable failure) {
        log.warn("alerting failed, and goes on with the next event", failure);
      }
    }
  }

  private void turn(
      Incidents incidents, IncidentStore kept, Digests digests, AlertRoute route, boolean first) {
    long now = clock.currentMillis();
    if (first) {
      // why: heard before what has succeeded in this JVM, it is closed by that
      alerts.findLost();
    }
    boolean flush = alerts.isFlushing();
    boolean due = now >= incidents.dueMillis() && !isClockLate();
    List<AlertMessage> orphans = Collections.emptyList();
    boolean changes = first || due || !alerts.isQuiet();
    if (changes || kept.hasSettled()) {
      orphans = kept.begin(incidents, now);
    }
    try {
      takeEvents(incidents);
      if (due) {
        incidents.timePassed(now);
      }
      gather(incidents, digests, kept, now, flush);
    } finally {
      if (changes || kept.hasSettled() || kept.hasPending()) {
        kept.commit(opened, now);
      }
    }
    if (changes) {
      alerts.forgetLost();
    }
    if (first) {
      alerts.recalled();
      for (AlertChannel channel : opened) {
        String memory = kept.memory(channel.name());
        if (!memory.isEmpty()) {
          channel.remember(memory);
        }
      }
    }
    for (AlertMessage orphan : orphans) {
      send(route, orphan);
    }
    for (AlertMessage message = ready.poll(); message != null; message = ready.poll()) {
      send(route, message);
    }
    synchronized (monitor) {
      handled = taken;
      recalled = true;
      pending = route.pending();
      oldest = route.oldest();
    }
    long wait = Math.min(send(route, flush), incidents.waitNanos(clock.nanoTime()));
    wait = Math.min(wait, route.keepAlive(incidents));
    wait = Math.min(wait, alerts.keepRecords());
    if (!kept.hasSettled()) {
      park(wait, Math.min(incidents.dueMillis(), digests.dueMillis()));
    }
  }

  private void send(AlertRoute route, AlertMessage message) {
    AlertNotes noting = notes;
    if (noting != null) {
      noting.sent(message);
    }
    route.offer(message);
  }

  /** What is to be sent, on record before anybody is told. */
  private void gather(
      Incidents incidents, Digests digests, IncidentStore kept, long now, boolean flush) {
    for (AlertMessage message = incidents.poll(now, clock.nanoTime(), flush);
        message != null;
        message = incidents.poll(now, clock.nanoTime(), flush)) {
      if (!digests.takes(message, now)) {
        kept.pending(message, now);
        ready.add(message);
      } else if (digests.isKept(message)) {
        decided(Reason.DIGEST);
        noted(Reason.DIGEST, message.incident(), message.event());
        kept.pending(message, now);
      } else {
        kept.settled(message);
      }
    }
    for (AlertMessage digest = digests.poll(now, flush, incidents.open());
        digest != null;
        digest = digests.poll(now, flush, incidents.open())) {
      kept.pending(digest, now);
      for (AlertMessage gathered : digests.told()) {
        if (gathered != digest) {
          kept.settled(gathered);
        }
      }
      ready.add(digest);
    }
  }

  /**
   * Whether this thread has slept for much longer than it meant to: the machine was suspended, and
   * what happened meanwhile has to be heard first.
   */
  private boolean isClockLate() {
    boolean late = clock.currentMillis() - wakeMillis > LATE_MILLIS;
    wakeMillis = clock.currentMillis();
    return late;
  }

  private AlertRoute route() {
    String onlyLogged = config.onlyLogged();
    List<AlertChannel> open =
        onlyLogged == null ? channels.open() : Collections.<AlertChannel>emptyList();
    opened = open;
    return new AlertRoute(open, onlyLogged, null, log, clock, random, this);
  }

  /** Called by a channel's thread: it has an answer. */
  @Override
  public void wakeUp() {
    alerts.wake();
  }

  @Override
  public void delivered(AlertMessage message, String channel) {
    AlertNotes noting = notes;
    if (noting != null) {
      noting.taken(message, channel);
    }
  }

  @Override
  public void noted(Reason reason, Incident incident, @Nullable AlertEvent event) {
    AlertNotes noting = notes;
    if (noting != null) {
      noting.untold(reason, incident, event);
    }
  }

  @Override
  public void settled(AlertMessage message) {
    AlertNotes noting = notes;
    if (noting != null) {
      noting.settled(message);
    }
    done(message);
  }

  private void done(AlertMessage message) {
    IncidentStore kept = store;
    if (kept != null) {
      kept.settled(message);
    }
  }

  /** For any thread. */
  List<ChannelStatus> channels() {
    AlertRoute route = shownRoute;
    return route == null ? Collections.<ChannelStatus>emptyList() : route.statuses();
  }

  @Override
  public void decided(Reason reason) {
    alerts.decided(reason);
  }

  @Override
  public void closed(JobName job) {
    alerts.closed(job);
  }

  @Override
  public void opened(JobName job) {
    alerts.opened(job);
  }

  @Override
  public void changed(Incident incident) {
    IncidentStore kept = store;
    if (kept != null) {
      kept.changed(incident, clock.currentMillis());
    }
  }

  @Override
  public void pending(AlertMessage message) {
    IncidentStore kept = store;
    if (kept != null) {
      kept.pending(message, clock.currentMillis());
    }
  }

  @Override
  public void dropped(AlertMessage message) {
    done(message);
  }

  private void takeEvents(Incidents incidents) {
    for (AlertEvent event = alerts.poll(); event != null; event = alerts.poll()) {
      try {
        take(event, incidents);
      } finally {
        taken++;
      }
    }
  }

  private void take(AlertEvent event, Incidents incidents) {
    long now = clock.currentMillis();
    long nanos = clock.nanoTime();
    if (event.isNotice()) {
      incidents.notice(event);
      return;
    }
    int failures = event.take();
    if (!event.isFailure()) {
      incidents.succeeded(event, now, nanos);
      return;
    }
    try {
      incidents.failed(event, failures, now, nanos);
    } finally {
      alerts.closed(event.job());
    }
  }

  private long send(AlertRoute route, boolean flush) {
    if (flush) {
      route.flush();
    }
    long wait = AlertSender.NEVER;
    try {
      wait = route.send();
    } finally {
      synchronized (monitor) {
        flushSeen = flush;
        sending = route.isSending();
        pending = route.pending();
        unsettled = store != null && store.hasSettled();
        oldest = route.oldest();
        nextTryNanos = wait == AlertSender.NEVER ? 0 : clock.nanoTime() + wait;
        monitor.notifyAll();
      }
    }
    return wait;
  }

  private void park(long wait, long dueMillis) {
    long nanos = wait;
    if (dueMillis != Long.MAX_VALUE) {
      long untilReminder = Math.max(0, dueMillis - clock.currentMillis());
      // why: the wall clock may step; looked at once an hour, a reminder comes soon enough
      nanos = Math.min(nanos, Math.min(untilReminder, 3_600_000) * 1_000_000 + 1_000_000);
    }
    wakeMillis =
        nanos == AlertSender.NEVER ? Long.MAX_VALUE : clock.currentMillis() + nanos / 1_000_000;
    if (nanos == AlertSender.NEVER) {
      LockSupport.park(this);
    } else if (nanos > 0) {
      LockSupport.parkNanos(this, nanos);
    }
  }

  /** As {@link #awaitFlush}, and what is on its way then is noted as it is. */
  void awaitWord(long nanos) {
    await(nanos, false);
    AlertNotes noting = notes;
    if (noting != null) {
      noting.end();
    }
  }

  /** Called by the thread that ends the JVM. */
  void awaitFlush(long nanos) {
    await(nanos, true);
  }

  private void await(long nanos, boolean isLast) {
    long deadline = System.nanoTime() + nanos;
    boolean interrupted = false;
    try {
      synchronized (monitor) {
        for (long left = nanos; left > 0 && !isDone(); left = deadline - System.nanoTime()) {
          boolean tooLate = pending > 0 && nextTryNanos - clock.nanoTime() > left;
          if (tooLate && flushSeen && !sending && handled == alerts.offered()) {
            break;
          }
          try {
            monitor.wait(left / 1_000_000 + 1);
          } catch (InterruptedException interrupt) {
            interrupted = true;
            break;
          }
        }
        if (isLast && !isDone()) {
          report();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // the caller holds the monitor; flushSeen, as what is gathered for later is not sent before that
  private boolean isDone() {
    return flushSeen && recalled && handled == alerts.offered() && pending == 0 && !unsettled;
  }

  private void report() {
    long left = alerts.offered() - handled + pending;
    if (left > 0) {
      log.warn(
          "the JVM ends before "
              + (left == 1 ? "1 alert was" : left + " alerts were")
              + " delivered"
              + (oldest.isEmpty() ? "" : "; the oldest: " + oldest));
    }
  }
}
