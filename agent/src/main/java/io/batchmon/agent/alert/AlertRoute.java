package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Gives each message to the channels that are for it, and what a channel cannot deliver to the next
 * one, at last to the log. For the alert thread; told the time, never waits itself.
 */
final class AlertRoute implements AlertSender.Observer {
  private static final int MOST_PAGED = 10_000;

  /** Told, by the alert thread, what became of the messages. */
  interface Observer {
    /** A channel, or at last the log, has taken it. */
    void delivered(AlertMessage message, String channel);

    /** No channel has it waiting any more. */
    void settled(AlertMessage message);

    /** The one that is told in another thread, a channel's: there is something to do. */
    void wakeUp();
  }

  private final List<AlertSender> senders = new ArrayList<>();
  private final LogChannel logChannel;
  private final @Nullable String onlyLogged;
  private final Observer observer;
  private final Set<String> paged = new LinkedHashSet<>();
  private final long openedMillis;
  private boolean flushing;

  /**
   * @param channels in the operator's order
   * @param onlyLogged why none of them is to be used, or null
   * @param inline in which all channels are called, or null for a thread each
   */
  AlertRoute(
      List<AlertChannel> channels,
      @Nullable String onlyLogged,
      @Nullable Executor inline,
      AgentLog log,
      Clock clock,
      Random random,
      Observer observer) {
    this.logChannel = new LogChannel(log);
    this.onlyLogged = onlyLogged;
    this.observer = observer;
    this.openedMillis = clock.currentMillis();
    for (AlertChannel channel : channels) {
      Executor thread = inline == null ? new ChannelThread(channel.name()) : inline;
      senders.add(new AlertSender(channel, thread, log, clock, random, this));
    }
  }

  void offer(AlertMessage message) {
    Outgoing outgoing = new Outgoing(message);
    if (onlyLogged != null) {
      toLog(outgoing, onlyLogged);
      observer.settled(message);
      return;
    }
    give(outgoing, hasEngine());
    outgoing.settled(false);
    unlessAnybody(outgoing, senders.isEmpty() ? "no channel is set" : "no channel takes it");
  }

  private boolean hasEngine() {
    for (AlertSender sender : senders) {
      if (sender.isEngine()) {
        return true;
      }
    }
    return false;
  }

  private void give(Outgoing outgoing, boolean engineTakes) {
    AlertMessage message = outgoing.message();
    boolean known = isPaged(message);
    AlertSender named = engineTakes ? null : named(message.channel());
    for (AlertSender sender : senders) {
      AlertChannel.Role role = sender.channel().role();
      boolean other = named != null && named != sender && role == AlertChannel.Role.CHAT;
      if (!other
          && (sender.isOpen() || sender.isEngine())
          && Routing.isFor(role, message.reason(), message.severity(), known, engineTakes)) {
        giveTo(sender, outgoing);
      }
    }
  }

  private @Nullable AlertSender named(@Nullable String name) {
    for (AlertSender sender : senders) {
      if (sender.channel().name().equalsIgnoreCase(name) && sender.isOpen()) {
        return sender;
      }
    }
    return null;
  }

  private boolean giveTo(AlertSender sender, Outgoing outgoing) {
    if (outgoing.wasGivenTo(sender)) {
      return false;
    }
    outgoing.give(sender);
    if (sender.channel().role() == AlertChannel.Role.PAGER) {
      remember(outgoing.message());
    }
    sender.offer(outgoing);
    return true;
  }

  private boolean isPaged(AlertMessage message) {
    for (Incident incident : message.incidents()) {
      // why: an earlier JVM may have paged; an end of what was never paged does nothing
      if (paged.contains(incident.identity()) || incident.firstMillis() < openedMillis) {
        return true;
      }
    }
    return false;
  }

  private void remember(AlertMessage message) {
    for (Incident incident : message.incidents()) {
      if (message.isRecovery()) {
        paged.remove(incident.identity());
      } else {
        paged.add(incident.identity());
      }
    }
    if (paged.size() > MOST_PAGED) {
      paged.remove(paged.iterator().next());
    }
  }

  @Override
  public void answered() {
    observer.wakeUp();
  }

  @Override
  public void delivered(Outgoing outgoing, AlertSender sender) {
    outgoing.settled(true);
    observer.delivered(outgoing.message(), sender.channel().name());
    settle(outgoing);
  }

  @Override
  public void failed(Outgoing outgoing, AlertSender sender, @Nullable String why) {
    outgoing.settled(false);
    if (why == null) {
      outgoing.said();
    }
    handOn(outgoing, sender);
    unlessAnybody(outgoing, sender.channel().name() + ": " + why);
  }

  @Override
  public void late(Outgoing outgoing, AlertSender sender, String why) {
    if (sender.isEngine()) {
      sender.withdraw(outgoing);
      failed(outgoing, sender, why);
    } else if (handOn(outgoing, sender)) {
      if (flushing) {
        sender.withdraw(outgoing);
        outgoing.settled(false);
      }
    } else if (!flushing && !isElsewhere(outgoing, sender)) {
      toLog(outgoing, sender.channel().name() + ": " + why + "; tried again");
    }
  }

  /** Whether another channel has it or will try. */
  private boolean isElsewhere(Outgoing outgoing, AlertSender sender) {
    for (AlertSender other : senders) {
      if (other != sender && outgoing.wasGivenTo(other) && other.isOpen()) {
        return true;
      }
    }
    return outgoing.isDelivered();
  }

  /** To the next channel that people read; false if there is none that does not know it yet. */
  private boolean handOn(Outgoing outgoing, AlertSender from) {
    if (from.isEngine()) {
      outgoing.engineFailed();
      give(outgoing, false);
      return true;
    }
    int at = senders.indexOf(from);
    for (int i = 1; i < senders.size(); i++) {
      AlertSender next = senders.get((at + i) % senders.size());
      if (next.channel().role() == AlertChannel.Role.CHAT
          && next.isOpen()
          && giveTo(next, outgoing)) {
        return true;
      }
    }
    return false;
  }

  private void unlessAnybody(Outgoing outgoing, String why) {
    if (outgoing.isSettled() && !outgoing.isDelivered()) {
      toLog(outgoing, why);
    }
    settle(outgoing);
  }

  private void toLog(Outgoing outgoing, String why) {
    if (!outgoing.isSaid()) {
      outgoing.said();
      logChannel.tell(outgoing.message(), why);
    }
    observer.delivered(outgoing.message(), "log");
  }

  private void settle(Outgoing outgoing) {
    if (outgoing.isSettled()) {
      observer.settled(outgoing.message());
    }
  }

  /** From now on the pause between messages and after failures is over at once, one time. */
  void flush() {
    flushing = true;
    for (AlertSender sender : senders) {
      sender.flush();
    }
  }

  /**
   * Has each channel try what is due.
   *
   * @return nanoseconds until a message may be tried, 0 for at once, or {@link AlertSender#NEVER}
   */
  long send() {
    long wait = AlertSender.NEVER;
    for (AlertSender sender : senders) {
      sender.sendNext();
    }
    // why: one channel may have handed a message on to another
    for (AlertSender sender : senders) {
      wait = Math.min(wait, sender.untilNext());
    }
    return wait;
  }

  /** Tells what is open to the channels that asked to be called by now; nanoseconds to the next. */
  long keepAlive(Incidents incidents) {
    long wait = AlertSender.NEVER;
    for (AlertSender sender : senders) {
      wait = Math.min(wait, sender.keepAlive(incidents));
    }
    return wait;
  }

  /** Whether a channel is being called. */
  boolean isSending() {
    for (AlertSender sender : senders) {
      if (sender.isBusy()) {
        return true;
      }
    }
    return false;
  }

  /** How many messages wait to be delivered; one that waits at two channels counts twice. */
  int pending() {
    int pending = 0;
    for (AlertSender sender : senders) {
      pending += sender.pending();
    }
    return pending;
  }

  /** A message that waits, in one line; empty if there is none. */
  String oldest() {
    for (AlertSender sender : senders) {
      if (sender.pending() > 0) {
        return sender.oldest();
      }
    }
    return "";
  }

  /** For any thread. */
  List<ChannelStatus> statuses() {
    List<ChannelStatus> statuses = new ArrayList<>();
    for (AlertSender sender : senders) {
      statuses.add(sender.status());
    }
    return Collections.unmodifiableList(statuses);
  }
}
