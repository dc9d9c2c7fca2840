package io.batchmon.agent.alert;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What waits for one channel, oldest first; bounded. Not thread-safe. */
final class SendQueue {
  static final int MOST = 1000;

  private static final int MOST_TOLD = 10_000;

  /** A message in the queue. Times are {@link System#nanoTime}. */
  static final class Waiting {
    private final Outgoing outgoing;
    private final long giveUp;
    long notBefore;
    boolean late;
    boolean stoodBack;

    Waiting(Outgoing outgoing, long now, long giveUp) {
      this.outgoing = outgoing;
      this.notBefore = now;
      this.giveUp = giveUp;
    }

    Outgoing outgoing() {
      return outgoing;
    }

    AlertMessage message() {
      return outgoing.message();
    }

    /** When others are told instead, or {@link AlertSender#NEVER}. */
    long giveUp() {
      return giveUp;
    }
  }

  private final List<Waiting> waiting = new ArrayList<>();
  private final Set<String> told = new LinkedHashSet<>();

  void add(Waiting newest) {
    waiting.add(newest);
  }

  /** For going through while it changes. */
  List<Waiting> copy() {
    return new ArrayList<>(waiting);
  }

  int size() {
    return waiting.size();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void remove(Waiting one) {
    waiting.remove(one);
  }

  /** The oldest of those that may be sent first; null if it is empty. */
  @Nullable Waiting first() {
    Waiting first = null;
    for (Waiting each : waiting) {
      if (first == null || each.notBefore - first.notBefore < 0) {
        first = each;
      }
    }
    return first;
  }

  /** What is to go because the queue is too long; null if it is not. */
  @Nullable Waiting surplus(@Nullable Waiting inCall) {
    if (waiting.size() <= MOST) {
      return null;
    }
    Waiting least = waiting.get(waiting.size() - 1);
    int worth = Integer.MAX_VALUE;
    for (Waiting each : waiting) {
      int its = worth(each.message());
      // why: of repeats the oldest goes, of firsts the newest
      if (each != inCall && (its < worth || (its == worth && its >= 2))) {
        least = each;
        worth = its;
      }
    }
    return least;
  }

  private int worth(AlertMessage message) {
    boolean known = false;
    for (Incident incident : message.incidents()) {
      known |= told.contains(incident.identity());
    }
    return Routing.worth(message.reason(), known);
  }

  /** The channel has taken this message. */
  void told(AlertMessage message) {
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
}
