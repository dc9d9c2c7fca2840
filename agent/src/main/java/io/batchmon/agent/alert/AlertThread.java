package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import io.batchmon.job.JobName;
import java.util.Collections;
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
  private final Silences silences;
  private final String jvm;

  private volatile @Nullable AlertRoute shownRoute;
  private final Object monitor = new Object();
  private long handled;
  private long taken;
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
    this.silences = new Silences(null, log);
    this.jvm = Long.toHexString(random.nextLong());
  }

  void run() {
    Incidents incidents =
        new Incidents(config, MOST_INCIDENTS, jvm, alerts.histories(), silences, this);
    AlertRoute route = route();
    shownRoute = route;
    Digests digests = new Digests(config, alerts.histories(), clock.currentMillis());
    while (true) {
      try {
        takeEvents(incidents);
        long now = clock.currentMillis();
        if (now >= incidents.dueMillis() && !isClockLate()) {
          incidents.timePassed(now);
        }
        boolean flush = alerts.isFlushing();
        tell(incidents, digests, route, now, flush);
        synchronized (monitor) {
          handled = taken;
          pending = route.pending();
          oldest = route.oldest();
        }
        long wait = Math.min(send(route, flush), incidents.waitNanos(clock.nanoTime()));
        wait = Math.min(wait, route.keepAlive(incidents));
        park(wait, Math.min(incidents.dueMillis(), digests.dueMillis()));
      } catch (Throwable failure) {
        log.warn("alerting failed, and goes on with the next event", failure);
      }
    }
  }

  private void tell(
      Incidents incidents, Digests digests, AlertRoute route, long now, boolean flush) {
    for (AlertMessage message = incidents.poll(now, clock.nanoTime(), flush);
        message != null;
        message = incidents.poll(now, clock.nanoTime(), flush)) {
      if (digests.takes(message, now)) {
        decided(Reason.DIGEST);
      } else {
        route.offer(message);
      }
    }
    for (AlertMessage digest = digests.poll(now, flush, incidents.open());
        digest != null;
        digest = digests.poll(now, flush, incidents.open())) {
      route.offer(digest);
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
    return new AlertRoute(open, onlyLogged, null, log, clock, random, this);
  }

  /** Called by a channel's thread: it has an answer. */
  @Override
  public void wakeUp() {
    alerts.wake();
  }

  @Override
  public void delivered(AlertMessage message, String channel) {}

  @Override
  public void settled(AlertMessage message) {}

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
  public void changed(Incident incident) {}

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

  /** Called by the thread that ends the JVM. */
  void awaitFlush(long nanos) {
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
        if (!isDone()) {
          report();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // the caller holds the monitor
  private boolean isDone() {
    return handled == alerts.offered() && pending == 0;
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
