package io.batchmon.agent.alert;

import io.batchmon.agent.alert.SendQueue.Waiting;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the messages of one channel one after the other: at most one per second, again after a
 * failure with growing pauses, not before Retry-After is over. All but {@link #status} is for the
 * alert thread. Told the time, never waits itself.
 */
final class AlertSender {
  /** Nothing to do until there is a new message. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long SECOND = 1_000_000_000L;
  private static final long LONGEST_PAUSE = 60 * SECOND;
  private static final long LONGEST_RETRY_AFTER_MILLIS = 3_600_000;
  private static final long LONG_FAILING = 300 * SECOND;
  private static final long REFRESH_AGAIN = 600 * SECOND;

  /** Of the wall clock, the same in all JVMs of a fleet. */
  private static final long SLOT = 120 * SECOND;

  private static final long ENGINE_PATIENCE = 10 * SECOND;
  private static final int TRIES_BEFORE_WARNING = 3;

  /** Told what became of a message. */
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

  private final AlertChannel channel;
  private final AgentLog log;
  private final Clock clock;
  private final Random random;
  private final Observer observer;
  private final ChannelCall call;
  private final SendQueue pending = new SendQueue();

  private @Nullable Waiting inCall;
  private boolean keepingAlive;
  private long keepAliveMillis;
  private long notBefore;
  private boolean retryAfter;
  private int tries;
  private long failingSince;
  private boolean flushing;
  private boolean pauseEnds;
  private boolean closed;
  private long refreshAfter;

  private volatile boolean shownClosed;
  private volatile int shownWaiting;
  private volatile String lastError = "";
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

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
    this.log = log;
    this.clock = clock;
    this.random = random;
    this.observer = observer;
    this.call = new ChannelCall(channel, thread, observer);
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
    long giveUp = isEngine() ? now + untilSlot(isOpen() ? ENGINE_PATIENCE : 0) : NEVER;
    pending.add(new Waiting(outgoing, now, giveUp));
    keepAliveMillis = isEngine() && !closed ? 0 : AlertChannel.NEVER;
    Waiting surplus = pending.surplus(inCall);
    if (surplus != null) {
      drop(surplus);
    }
    shownWaiting = pending.size();
  }

  // why: JVMs of a fleet whose engine is away, and which come to one webhook at random moments, are
  // heard one by one, hundreds of times; if all come at once, its limit lets one of them through
  private long untilSlot(long atLeastNanos) {
    long slotMillis = SLOT / 1_000_000;
    long millis = (clock.currentMillis() + atLeastNanos / 1_000_000) % slotMillis;
    return atLeastNanos + (slotMillis - millis) * 1_000_000;
  }

  private void drop(Waiting surplus) {
    dropped.incrementAndGet();
    log.warn(
        SendQueue.MOST
            + " alerts wait for "
            + channel.name()
            + "; dropped: "
            + surplus.message().line());
    pending.remove(surplus);
    observer.failed(surplus.outgoing(), this, null);
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
    if (call.isBusy()) {
      return NEVER;
    }
    takeAnswer();
    giveUp();
    Waiting next = isOpen() ? pending.first() : null;
    if (next != null && Math.max(notBefore, next.notBefore) - clock.nanoTime() <= 0) {
      inCall = next;
      retryAfter = false;
      call.deliver(next.message(), closed ? lastError : null);
      if (!call.isBusy()) {
        takeAnswer();
      }
    }
    return untilNext();
  }

  /** Whether a call is under way. */
  boolean isBusy() {
    return call.isBusy();
  }

  /** Nanoseconds until a message may be tried, or {@link #NEVER}; while a call is under way too. */
  long untilNext() {
    if (call.isBusy()) {
      return NEVER;
    }
    long now = clock.nanoTime();
    long wait = NEVER;
    Waiting next = isOpen() ? pending.first() : null;
    if (next != null) {
      wait = Math.max(notBefore, next.notBefore) - now;
    }
    if (isEngine()) {
      for (Waiting waiting : pending.copy()) {
        wait = Math.min(wait, flushing && closed ? 0 : waiting.giveUp() - now);
      }
    }
    return Math.max(0, wait);
  }

  /**
   * Has the channel told what is open, if it asked to be called by now and nothing else goes on.
   */
  long keepAlive(Incidents incidents) {
    long now = clock.currentMillis();
    if (call.isBusy() || closed || keepAliveMillis == AlertChannel.NEVER) {
      return NEVER;
    }
    if (keepAliveMillis <= now && pending.isEmpty()) {
      keepingAlive = true;
      call.keepAlive(incidents.told(), now);
      if (call.isBusy()) {
        return NEVER;
      }
      takeAnswer();
    }
    return keepAliveMillis == AlertChannel.NEVER
        ? NEVER
        : Math.max(0, keepAliveMillis - now) * 1_000_000;
  }

  private void takeAnswer() {
    Waiting waiting = inCall;
    Delivery delivery = call.takeDelivery();
    inCall = null;
    if (keepingAlive) {
      keepingAlive = false;
      keepAliveMillis = call.nextKeepAliveMillis();
    }
    if (waiting != null && delivery != null) {
      after(delivery, waiting);
    }
    endPause();
    shownWaiting = pending.size();
  }

  private void after(Delivery delivery, Waiting waiting) {
    switch (delivery.state()) {
      case DELIVERED:
        if (tries >= TRIES_BEFORE_WARNING || closed) {
          log.info(channel.name() + " takes alerts again");
        }
        sent.incrementAndGet();
        closed = false;
        shownClosed = false;
        pending.told(waiting.message());
        done(waiting);
        observer.delivered(waiting.outgoing(), this);
        break;
      case REFUSED:
        refused.incrementAndGet();
        lastError = delivery.reason();
        say(" refused an alert: ", delivery, waiting);
        done(waiting);
        observer.failed(waiting.outgoing(), this, null);
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

  private void say(String what, Delivery delivery, Waiting waiting) {
    log.warn(channel.name() + what + delivery.reason() + ": " + waiting.message().line());
  }

  private void close(Delivery delivery, Waiting waiting) {
    boolean said = !closed;
    if (said) {
      say(" takes no alerts: ", delivery, waiting);
    }
    lastError = delivery.reason();
    closed = true;
    shownClosed = true;
    tries = 0;
    keepAliveMillis = AlertChannel.NEVER;
    refreshAfter = clock.nanoTime() + REFRESH_AGAIN;
    // why: what an engine has waits for its own moment, see giveUp
    if (!isEngine()) {
      for (Waiting each : pending.copy()) {
        pending.remove(each);
        observer.failed(each.outgoing(), this, said && each == waiting ? null : "it takes none");
      }
    }
  }

  private void done(Waiting waiting) {
    pending.remove(waiting);
    tries = 0;
    notBefore = clock.nanoTime() + (flushing || isEngine() ? 0 : SECOND);
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
    if (waiting.late) {
      // why: it may be this message alone that the server fails at
      waiting.notBefore = notBefore;
    }
    if (retryAfter && waiting.outgoing().hasEngineFailed()) {
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
      pending.remove(waiting);
      tries = 0;
      observer.failed(waiting.outgoing(), this, delivery.reason());
    } else {
      waiting.stoodBack = true;
      waiting.notBefore = clock.nanoTime() + untilSlot(30 * SECOND);
    }
  }

  private void late(Delivery delivery) {
    for (Waiting waiting : pending.copy()) {
      if (!waiting.late) {
        waiting.late = true;
        observer.late(waiting.outgoing(), this, delivery.reason());
      }
    }
  }

  /** An engine is given up for one message after the other, each at its own moment. */
  private void giveUp() {
    if (!isEngine()) {
      return;
    }
    long now = clock.nanoTime();
    for (Waiting waiting : pending.copy()) {
      if (waiting.giveUp() - now <= 0 || (closed && flushing)) {
        pending.remove(waiting);
        observer.failed(waiting.outgoing(), this, "it takes none");
      }
    }
  }

  /** Takes back a message that another channel is to tell instead. */
  void withdraw(Outgoing outgoing) {
    for (Waiting waiting : pending.copy()) {
      if (waiting.outgoing() == outgoing && waiting != inCall) {
        pending.remove(waiting);
      }
    }
  }

  /** How many messages wait to be delivered. */
  int pending() {
    return pending.size();
  }

  /** A message that waits, in one line; empty if there is none. */
  String oldest() {
    Waiting first = pending.first();
    return first == null ? "" : first.message().line();
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
