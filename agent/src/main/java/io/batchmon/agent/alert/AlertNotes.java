package io.batchmon.agent.alert;

import io.batchmon.agent.run.Clock;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notes each decision for telemetry: a message once it is known who took it, no message at once,
 * and that only so often. Called by the alert thread, and by the one that ends the JVM.
 */
final class AlertNotes {
  /** Decisions against a message that are noted in a minute. */
  static final int MOST_UNTOLD = 60;

  private static final long MINUTE_MILLIS = 60_000;

  private final AlertConfig config;
  private final Clock clock;
  private final AlertListener listener;
  private final IdentityHashMap<AlertMessage, List<String>> underway = new IdentityHashMap<>();
  private long minute;
  private int untold;
  private long passedOver;

  AlertNotes(AlertConfig config, Clock clock, AlertListener listener) {
    this.config = config;
    this.clock = clock;
    this.listener = listener;
  }

  /** There is no message, or only one about others too. */
  synchronized void untold(Reason reason, Incident incident, @Nullable AlertEvent event) {
    long now = clock.currentMillis();
    if (now / MINUTE_MILLIS != minute) {
      minute = now / MINUTE_MILLIS;
      untold = 0;
    }
    if (untold == MOST_UNTOLD) {
      passedOver++;
      return;
    }
    untold++;
    Severity severity = AlertDraft.severityOf(incident, config.rules().ruleFor(incident.job()));
    String line =
        "not told ("
            + AlertMessage.lower(reason)
            + "): "
            + AlertMessage.nameOf(incident.job(), config)
            + ", "
            + Words.failures(incident.count());
    List<String> none = new ArrayList<>();
    listener.alerted(new AlertNote(reason, incident, severity, event, line, none, passedOver, now));
    passedOver = 0;
  }

  /** The message is on its way. */
  synchronized void sent(AlertMessage message) {
    underway.put(message, new ArrayList<String>(2));
  }

  synchronized void taken(AlertMessage message, String channel) {
    List<String> channels = underway.get(message);
    if (channels != null) {
      channels.add(channel);
    }
  }

  /** Nobody tries to deliver it any more. */
  synchronized void settled(AlertMessage message) {
    List<String> channels = underway.remove(message);
    if (channels != null) {
      note(message, channels);
    }
  }

  /** The JVM ends: what is on its way is noted as it is. */
  synchronized void end() {
    for (Map.Entry<AlertMessage, List<String>> entry : underway.entrySet()) {
      note(entry.getKey(), entry.getValue());
    }
    underway.clear();
  }

  private void note(AlertMessage message, List<String> channels) {
    listener.alerted(
        new AlertNote(
            message.reason(),
            message.incident(),
            message.severity(),
            message.event(),
            message.line(),
            channels,
            0,
            clock.currentMillis()));
  }
}
