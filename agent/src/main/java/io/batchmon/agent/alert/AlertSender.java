package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/**
 * Delivers messages one after the other: at most one per second, again after a failure with growing
 * pauses, not before Retry-After is over. When its channel is closed for good, alerts go to the
 * log. Not thread-safe; told the time, never waits itself.
 */
final class AlertSender {
  /** Nothing to do until there is a new message. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long SECOND = 1_000_000_000L;
  private static final long LONGEST_PAUSE = 60 * SECOND;
  private static final long LONGEST_RETRY_AFTER_MILLIS = 3_600_000;
  private static final int TRIES_BEFORE_WARNING = 3;
  private static final int MOST_PENDING = 1000;

  private final AgentLog log;
  private final Clock clock;
  private final Random random;
  private final Deque<AlertMessage> pending = new ArrayDeque<>();
  private AlertChannel channel;
  private long notBefore;
  private boolean retryAfter;
  private int tries;
  private boolean flushing;

  AlertSender(AlertChannel channel, AgentLog log, Clock clock, Random random) {
    this.channel = channel;
    this.log = log;
    this.clock = clock;
    this.random = random;
    this.notBefore = clock.nanoTime();
  }

  void offer(AlertMessage message) {
    if (pending.size() >= MOST_PENDING) {
      AlertMessage dropped = leastOfPending();
      log.warn(
          MOST_PENDING + " alerts wait for " + channel.name() + "; dropped: " + dropped.line());
    }
    pending.add(message);
  }

  // a message about something already told goes before the first word about anything
  private AlertMessage leastOfPending() {
    for (AlertMessage message : pending) {
      if (message.reason() != Reason.FIRST_FAILURE && message != pending.peek()) {
        pending.remove(message);
        return message;
      }
    }
    return pending.removeLast();
  }

  /** From now on the pause between messages and after failures is over at once, one time. */
  void flush() {
    if (!flushing) {
      flushing = true;
      // why: Slack takes short bursts, and a JVM that ends has no second per message
      if (!retryAfter) {
        notBefore = clock.nanoTime();
      }
    }
  }

  /**
   * Tries to deliver the oldest message, if it is due.
   *
   * @return nanoseconds until there is something to do, 0 for at once, or {@link #NEVER}
   */
  long sendNext() {
    AlertMessage message = pending.peek();
    if (message == null) {
      return NEVER;
    }
    long wait = notBefore - clock.nanoTime();
    if (wait > 0) {
      return wait;
    }
    retryAfter = false;
    after(channel.deliver(message), message);
    return pending.isEmpty() ? NEVER : Math.max(0, notBefore - clock.nanoTime());
  }

  private void after(Delivery delivery, AlertMessage message) {
    switch (delivery.state()) {
      case DELIVERED:
        if (tries >= TRIES_BEFORE_WARNING) {
          log.info(channel.name() + " takes alerts again");
        }
        done();
        break;
      case REFUSED:
        log.warn(
            channel.name() + " refused an alert: " + delivery.reason() + ": " + message.line());
        done();
        break;
      case CLOSED:
        log.warn(channel.name() + " takes no alerts: " + delivery.reason() + ": " + message.line());
        channel = new LogChannel(log, "it takes none");
        done();
        break;
      case RETRY_AFTER:
        retryAfter = true;
        long millis = Math.min(delivery.millis(), LONGEST_RETRY_AFTER_MILLIS);
        notBefore = clock.nanoTime() + millis * 1_000_000 + random.nextInt(250_000_000);
        failed(delivery);
        break;
      default:
        notBefore = clock.nanoTime() + pause();
        failed(delivery);
        break;
    }
  }

  private void done() {
    pending.remove();
    tries = 0;
    notBefore = clock.nanoTime() + (flushing || channel instanceof LogChannel ? 0 : SECOND);
  }

  private long pause() {
    long pause = Math.min(LONGEST_PAUSE, SECOND << Math.min(tries, 6));
    return pause + (long) (random.nextDouble() * pause) / 2;
  }

  private void failed(Delivery delivery) {
    tries++;
    if (tries == TRIES_BEFORE_WARNING) {
      log.warn(
          channel.name()
              + " could not be reached "
              + tries
              + " times ("
              + delivery.reason()
              + "); "
              + waiting()
              + ", the next try follows in "
              + Words.duration((notBefore - clock.nanoTime()) / 1_000_000));
    } else if (log.isDebug()) {
      log.debug(channel.name() + ": " + delivery.reason());
    }
  }

  private String waiting() {
    return pending.size() == 1 ? "1 alert waits" : pending.size() + " alerts wait";
  }

  /** How many messages wait to be delivered. */
  int pending() {
    return pending.size();
  }

  /** The oldest message that waits, in one line; empty if there is none. */
  String oldest() {
    AlertMessage message = pending.peek();
    return message == null ? "" : message.line();
  }
}
