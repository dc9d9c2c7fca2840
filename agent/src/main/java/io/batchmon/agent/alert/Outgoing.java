package io.batchmon.agent.alert;

import java.util.ArrayList;
import java.util.List;

/** A message on its way: which channels were given it, and whether one has taken it. */
final class Outgoing {
  private final AlertMessage message;
  private final List<AlertSender> given = new ArrayList<>(2);
  // why: it begins as waiting, so that it is not done with before all channels were given it
  private int waiting = 1;
  private boolean delivered;
  private boolean said;
  private boolean engineFailed;

  Outgoing(AlertMessage message) {
    this.message = message;
  }

  AlertMessage message() {
    return message;
  }

  /** Whether this channel was ever given it: no channel is given a message twice. */
  boolean wasGivenTo(AlertSender sender) {
    return given.contains(sender);
  }

  void give(AlertSender sender) {
    given.add(sender);
    waiting++;
  }

  /** One of the channels, or whoever gave it to them, is done with it. */
  void settled(boolean taken) {
    waiting--;
    delivered |= taken;
  }

  /** A line about it is in the log. */
  void said() {
    said = true;
  }

  boolean isSaid() {
    return said;
  }

  /** Whether no channel has it waiting any more. */
  boolean isSettled() {
    return waiting == 0;
  }

  boolean isDelivered() {
    return delivered;
  }

  /** From here on it is told as if there were no engine. */
  void engineFailed() {
    engineFailed = true;
  }

  boolean hasEngineFailed() {
    return engineFailed;
  }
}
