package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the messages of one channel one after the other: at most one per second, again after a
 * failure with growing pauses, not before Retry-After is over. All but {@link #run} and {@link
 * #status} is for the alert thread. Told the time, never waits itself.
 */
final class AlertSender implements Runnable {
  /** Nothing to do until there is a new message. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long SECOND = 1_000_000_000L;
  private static final long LONGEST_PAUSE = 60 * SECOND;
  private static final long LONGEST_RETRY_AFTER_MILLIS = 3_600_000;
  private static final long LONG_FAILING = 300 * SECOND;
  private static final long REFRESH_AGAIN = 600 * SECOND;
  private static final long ENGINE_PATIENCE = 10 * SECOND;
  private static final int TRIES_BEFORE_WARNING = 3;
  private static final int MOST_PENDING = 1000;
  private static final int MOST_TOLD = 10_000;

  /** Told, by the alert thread, what became of a message. */
  interface Observer {
    void delivered(Outgoing outgoing, AlertSender sender);

    /**
     * This channel will not take it.
     *
     * @param why null if the log has it already
     */
    void failed(Outgoing outgoing, AlertSender sender, @Nullable String why);

    /** It waits for long already, and will go on trying. */
    void late(Outgoing outgoing, AlertSender sender, String why);

    /** The one that is told in the channel's thread: a call has ended. */
    void answered();
  }

  /** A message in this queue. */
  private static final class Waiting {
    private final Outgoing outgoing;
    private long notBefore;
    private long giveUp;
    private boolean late;
    private boolean stoodBack;

    Waiting(Outgoing outgoing, long now, long giveUp) {
      this.outgoing = outgoing;
      this.notBefore = now;
      this.giveUp = giveUp;
    }
  }

  private final AlertChannel channel;
  private final Executor thread;
  private final AgentLog log;
  private final Clock clock;
  private final Random random;
  private final Observer observer;
  private final List<Waiting> pending = new ArrayList<>();
  private final Set<String> told = new LinkedHashSet<>();

  private long notBefore;
  private boolean retryAfter;
  private int tries;
  private long failingSince;
  private boolean flushing;
  private boolean pauseEnds;
  private boolean closed;
  private long refreshAfter;
  private long keepAliveMillis = AlertChannel.NEVER;

  // why: the call in progress; written before the thread is given it, read after it has answered
  private @Nullable Waiting inCall;
  private boolean refreshFirst;
  private @Nullable Collection<Incident> open;
  private long openMillis;
  private volatile boolean busy;
  private volatile @Nullable Delivery answer;
  private volatile long nextKeepAliveMillis;

  private volatile boolean shownClosed;
  private volatile int shownWaiting;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile String lastError = "";

  /**
   * @param thread in which the channel is called
   */
  AlertSender(
      AlertChannel channel,
      Executor thread,
      AgentLog log,
      Clock clock,
      Random random,
      Observer observer) {
    this.channel = channel;
    this.thread = thread;
    this.log = log;
    this.clock = clock;
    this.random = random;
    this.observer = observer;
    this.notBefore = clock.nanoTime();
    // why: what an earlier JVM has left open is to be kept open, whether or not it fails again
    this.keepAliveMillis = isEngine() ? 0 : AlertChannel.NEVER;
  }

  AlertChannel channel() {
    return channel;
  }

  boolean isEngine() {
    return channel.role() == AlertChannel.Role.ENGINE;
  }

  /** Whether it is worth giving it a message; a closed channel gets one now and then. */
  boolean isOpen() {
    return !closed || clock.nanoTime() - refreshAfter >= 0;
  }

  void offer(Outgoing outgoing) {
    long now = clock.nanoTime();
    long giveUp = isEngine() ? now + (isOpen() ? ENGINE_PATIENCE : 0) + jitter() : NEVER;
    pending.add(new Waiting(outgoing, now, giveUp));
    keepAliveMillis = isEngine() && !closed ? 0 : AlertChannel.NEVER;
    if (pending.size() > MOST_PENDING) {
      dropLeast();
    }
    shownWaiting = pending.size();
  }

  // why: a fleet whose engine is away must not come to the chat all at once
  private long jitter() {
    return (long) (random.nextDouble() * 120 * SECOND);
  }

  private void dropLeast() {
    Waiting least = pending.get(pending.size() - 1);
    int worth = Integer.MAX_VALUE;
    for (Waiting waiting : pending) {
      int each = worth(waiting.outgoing.message());
      // why: of repeats the oldest goes, of firsts the newest
      if (waiting != inCall && (each < worth || (each == worth && each >= 2))) {
        least = waiting;
        worth = each;
      }
    }
    dropped.incrementAndGet();
    log.warn(
        MOST_PENDING
            + " alerts wait for "
            + channel.name()
            + "; dropped: "
            + least.outgoing.message().line());
    remove(least);
    observer.failed(least.outgoing, this, null);
  }

  private int worth(AlertMessage message) {
    boolean known = false;
    for (Incident incident : message.incidents()) {
      known |= told.contains(incident.identity());
    }
    return Routing.worth(message.reason(), known);
  }

  /** From now on the pause between messages and after failures is over at once, one time. */
  void flush() {
    if (!flushing) {
      flushing = true;
      pauseEnds = true;
      endPause();
    }
  }

  // why: Slack takes short bursts, and a JVM that ends has no second per message; what a call under
  // way comes to is waited for
  private void endPause() {
    if (pauseEnds && inCall == null) {
      pauseEnds = false;
      if (!retryAfter) {
        notBefore = clock.nanoTime();
      }
    }
  }

  /**
   * Tries to deliver the oldest message, if one is due and no call is under way.
   *
   * @return nanoseconds until there is something to do, 0 for at once, or {@link #NEVER}
   */
  long sendNext() {
    if (busy) {
      return NEVER;
    }
    takeAnswer();
    giveUp();
    Waiting next = isOpen() ? firstDue() : null;
    if (next != null && Math.max(notBefore, next.notBefore) - clock.nanoTime() <= 0) {
      call(next);
      if (!busy) {
        takeAnswer();
      }
    }
    return untilNext();
  }

  /** Whether a call is under way. */
  boolean isBusy() {
    return busy;
  }

  /** Nanoseconds until a message may be tried, or {@link #NEVER}; while a call is under way too. */
  long untilNext() {
    if (busy) {
      return NEVER;
    }
    long now = clock.nanoTime();
    long wait = NEVER;
    for (Waiting waiting : pending) {
      if (isOpen()) {
        wait = Math.min(wait, Math.max(notBefore, waiting.notBefore) - now);
      }
      if (waiting.giveUp != NEVER) {
        wait = Math.min(wait, flushing && closed ? 0 : waiting.giveUp - now);
      }
    }
    return Math.max(0, wait);
  }

  private @Nullable Waiting firstDue() {
    Waiting first = null;
    for (Waiting waiting : pending) {
      if (first == null || waiting.notBefore - first.notBefore < 0) {
        first = waiting;
      }
    }
    return first;
  }

  private void call(Waiting next) {
    inCall = next;
    refreshFirst = closed;
    retryAfter = false;
    busy = true;
    thread.execute(this);
  }

  /**
   * Has the channel told what is open, if it asked to be called by now and nothing else goes on.
   */
  long keepAlive(Incidents incidents) {
    long now = clock.currentMillis();
    if (busy || closed || keepAliveMillis == AlertChannel.NEVER) {
      return NEVER;
    }
    if (keepAliveMillis <= now && pending.isEmpty()) {
      open = incidents.told();
      openMillis = now;
      keepAliveMillis = AlertChannel.NEVER;
      busy = true;
      thread.execute(this);
      if (busy) {
        return NEVER;
      }
      takeAnswer();
    }
    return keepAliveMillis == AlertChannel.NEVER
        ? NEVER
        : Math.max(0, keepAliveMillis - now) * 1_000_000;
  }

  /** The call, in the channel's thread. */
  @Override
  public void run() {
    try {
      Collection<Incident> told = open;
      Waiting waiting = inCall;
      if (told != null) {
        nextKeepAliveMillis = channel.keepAlive(told, openMillis);
      } else if (waiting != null) {
        answer = deliver(waiting.outgoing.message());
      }
    } catch (Throwable failure) {
      // why: what it says may contain an address
      answer = Delivery.failed(failure.getClass().getName());
      nextKeepAliveMillis = openMillis + 60_000;
    } finally {
      busy = false;
      observer.answered();
    }
  }

  private Delivery deliver(AlertMessage message) {
    boolean refreshed = refreshFirst && channel.refresh();
    if (refreshFirst && !refreshed) {
      return Delivery.closed(lastError);
    }
    Delivery delivery = channel.deliver(message);
    return delivery.state() == Delivery.State.CLOSED && !refreshed && channel.refresh()
        ? channel.deliver(message)
        : delivery;
  }

  private void takeAnswer() {
    Waiting waiting = inCall;
    Delivery delivery = answer;
    inCall = null;
    answer = null;
    if (open != null) {
      open = null;
      keepAliveMillis = nextKeepAliveMillis;
    }
    if (waiting != null && delivery != null) {
      after(delivery, waiting);
    }
    endPause();
    shownWaiting = pending.size();
  }

  private void after(Delivery delivery, Waiting waiting) {
    AlertMessage message = waiting.outgoing.message();
    switch (delivery.state()) {
      case DELIVERED:
        if (tries >= TRIES_BEFORE_WARNING || closed) {
          log.info(channel.name() + " takes alerts again");
        }
        sent.incrementAndGet();
        closed = false;
        shownClosed = false;
        remember(message);
        done(waiting);
        observer.delivered(waiting.outgoing, this);
        break;
      case REFUSED:
        refused.incrementAndGet();
        lastError = delivery.reason();
        log.warn(
            channel.name() + " refused an alert: " + delivery.reason() + ": " + message.line());
        done(waiting);
        observer.failed(waiting.outgoing, this, null);
        break;
      case CLOSED:
        close(delivery, waiting);
        break;
      case RETRY_AFTER:
        retryAfter = true;
        long millis = Math.min(delivery.millis(), LONGEST_RETRY_AFTER_MILLIS);
        notBefore = clock.nanoTime() + millis * 1_000_000 + random.nextInt(250_000_000);
        failed(delivery, waiting);
        break;
      default:
        notBefore = clock.nanoTime() + pause();
        failed(delivery, waiting);
        break;
    }
  }

  private void remember(AlertMessage message) {
    for (Incident incident : message.incidents()) {
      if (message.isRecovery()) {
        told.remove(incident.identity());
      } else {
        told.add(incident.identity());
      }
    }
    if (told.size() > MOST_TOLD) {
      told.remove(told.iterator().next());
    }
  }

  private void close(Delivery delivery, Waiting waiting) {
    boolean said = !closed;
    if (said) {
      log.warn(
          channel.name()
              + " takes no alerts: "
              + delivery.reason()
              + ": "
              + waiting.outgoing.message().line());
    }
    lastError = delivery.reason();
    closed = true;
    shownClosed = true;
    tries = 0;
    keepAliveMillis = AlertChannel.NEVER;
    refreshAfter = clock.nanoTime() + REFRESH_AGAIN;
    for (Waiting each : new ArrayList<>(pending)) {
      if (isEngine()) {
        each.giveUp = Math.min(each.giveUp, clock.nanoTime() + jitter());
      } else {
        remove(each);
        observer.failed(each.outgoing, this, said && each == waiting ? null : "it takes none");
      }
    }
  }

  private void done(Waiting waiting) {
    remove(waiting);
    tries = 0;
    notBefore = clock.nanoTime() + (flushing || isEngine() ? 0 : SECOND);
  }

  private void remove(Waiting waiting) {
    pending.remove(waiting);
    shownWaiting = pending.size();
  }

  private long pause() {
    long pause = Math.min(LONGEST_PAUSE, SECOND << Math.min(tries, 6));
    return pause + (long) (random.nextDouble() * pause) / 2;
  }

  private void failed(Delivery delivery, Waiting waiting) {
    tries++;
    failed.incrementAndGet();
    lastError = delivery.reason();
    if (tries == 1) {
      failingSince = clock.nanoTime();
    }
    if (tries == TRIES_BEFORE_WARNING) {
      warn(delivery);
    } else if (log.isDebug()) {
      log.debug(channel.name() + ": " + delivery.reason());
    }
    if (retryAfter && waiting.outgoing.hasEngineFailed()) {
      standBack(waiting, delivery);
    } else if (clock.nanoTime() - failingSince >= LONG_FAILING || flushing) {
      late(delivery);
    }
  }

  private void warn(Delivery delivery) {
    log.warn(
        channel.name()
            + " could not be reached "
            + tries
            + " times ("
            + delivery.reason()
            + "); "
            + (pending.size() == 1 ? "1 alert waits" : pending.size() + " alerts wait")
            + ", the next try follows in "
            + Words.duration((notBefore - clock.nanoTime()) / 1_000_000));
  }

  // why: without its engine a fleet comes to one webhook, whose limit is then what keeps 1,000 JVMs
  // from telling the same 1,000 times
  private void standBack(Waiting waiting, Delivery delivery) {
    if (waiting.stoodBack) {
      remove(waiting);
      tries = 0;
      observer.failed(waiting.outgoing, this, delivery.reason());
    } else {
      waiting.stoodBack = true;
      waiting.notBefore =
          clock.nanoTime() + 30 * SECOND + (long) (random.nextDouble() * 270 * SECOND);
    }
  }

  private void late(Delivery delivery) {
    for (Waiting waiting : new ArrayList<>(pending)) {
      if (!waiting.late) {
        waiting.late = true;
        observer.late(waiting.outgoing, this, delivery.reason());
      }
    }
  }

  // an engine is given up for one message after the other, each at its own time
  private void giveUp() {
    long now = clock.nanoTime();
    for (Waiting waiting : new ArrayList<>(pending)) {
      boolean over = waiting.giveUp != NEVER && waiting.giveUp - now <= 0;
      if (over || (isEngine() && closed && flushing)) {
        remove(waiting);
        observer.failed(waiting.outgoing, this, "it takes none");
      }
    }
  }

  /** Takes back a message that another channel is to tell instead. */
  void withdraw(Outgoing outgoing) {
    for (Waiting waiting : new ArrayList<>(pending)) {
      if (waiting.outgoing == outgoing && waiting != inCall) {
        remove(waiting);
      }
    }
  }

  /** How many messages wait to be delivered. */
  int pending() {
    return pending.size();
  }

  /** The oldest message that waits, in one line; empty if there is none. */
  String oldest() {
    return pending.isEmpty() ? "" : pending.get(0).outgoing.message().line();
  }

  /** For any thread. */
  ChannelStatus status() {
    return new ChannelStatus(
        channel.name(),
        shownClosed,
        sent.get(),
        failed.get(),
        refused.get(),
        dropped.get(),
        shownWaiting,
        lastError);
  }
}
