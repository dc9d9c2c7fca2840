package io.batchmon.agent.alert;

import io.batchmon.agent.state.Journal;
import io.batchmon.agent.state.JournalEntry;
import io.batchmon.agent.state.LiveJvm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the incidents and the messages that are not delivered yet where the next JVM of the service
 * finds them. What happens between {@link #begin} and {@link #commit} is kept, or all of it is not.
 * Not thread-safe.
 */
final class IncidentStore {
  private static final String INCIDENT = "incident";
  private static final String MESSAGE = "message";
  private static final String CHANNEL = "channel";

  private final Journal journal;
  private final LiveJvm jvm;
  private final AlertConfig config;
  private final Map<String, JournalEntry> known = new HashMap<>();
  private final IdentityHashMap<AlertMessage, String> keys = new IdentityHashMap<>();
  private final List<AlertMessage> delivered = new ArrayList<>();
  private long messages;
  private boolean open;
  private boolean uncommitted;

  IncidentStore(Journal journal, LiveJvm jvm, AlertConfig config) {
    this.journal = journal;
    this.jvm = jvm;
    this.config = config;
  }

  /**
   * Other JVMs wait from now on; what they have changed is told to the incidents.
   *
   * @return messages of JVMs that are no more, to be delivered again
   */
  List<AlertMessage> begin(Incidents incidents, long now) {
    journal.begin();
    open = true;
    for (JournalEntry entry : journal.entries(INCIDENT)) {
      if (known.put(entry.key(), entry) != entry) {
        restore(entry, incidents, now);
      }
    }
    List<AlertMessage> orphans = new ArrayList<>();
    for (JournalEntry entry : journal.entries(MESSAGE)) {
      String owner = entry.key().substring(0, Math.max(0, entry.key().indexOf('-')));
      if (!keys.containsValue(entry.key()) && jvm.isGone(owner)) {
        AlertMessage message = AlertMessage.load(config, entry.text());
        journal.append(JournalEntry.removal(MESSAGE, entry.key(), now));
        if (message != null) {
          AlertMessage again = message.repeated();
          pending(again, now);
          orphans.add(again);
        }
      }
    }
    return orphans;
  }

  private void restore(JournalEntry entry, Incidents incidents, long now) {
    Incident incident = Incident.load(entry.text());
    if (incident == null) {
      return;
    }
    boolean isOver =
        incident.stage() == Incident.Stage.CLOSED
            && now - incident.toldMillis() > Incident.FLAPPING_MILLIS;
    if (isOver) {
      journal.append(JournalEntry.removal(INCIDENT, entry.key(), now));
      known.remove(entry.key());
    } else {
      incidents.restore(incident);
    }
  }

  /** An incident is not as it was. */
  void changed(Incident incident, long now) {
    // why: told between two turns, nobody else is kept out, and the next turn would not see it
    if (open && !isPrivate(incident)) {
      JournalEntry entry = JournalEntry.of(INCIDENT, incident.identity(), incident.save(), now);
      journal.append(entry);
      known.put(entry.key(), entry);
    }
  }

  /** A message is to be delivered. */
  void pending(AlertMessage message, long now) {
    if (!keys.containsKey(message) && !isPrivate(message.incident())) {
      jvm.show();
      String key = jvm.id() + '-' + ++messages;
      keys.put(message, key);
      journal.append(JournalEntry.of(MESSAGE, key, message.save(), now));
      uncommitted = true;
    }
  }

  // why: incidents are found by the name that the application gave, and a name that must not be
  // shown must not be kept either
  private boolean isPrivate(Incident incident) {
    String name = incident.job().toString();
    return !config.redactor().apply(name).equals(name);
  }

  /** Whether a message is to be delivered of which there is no word on disk. */
  boolean hasPending() {
    return uncommitted;
  }

  /** A message has been delivered, or is not to be delivered; kept at the next commit. */
  void settled(AlertMessage message) {
    delivered.add(message);
  }

  /** Whether there is something that only {@link #commit} keeps. */
  boolean hasSettled() {
    return !delivered.isEmpty();
  }

  /** What a channel knew in another JVM; empty if that is nothing. */
  String memory(String channel) {
    JournalEntry entry = journal.entry(CHANNEL, channel);
    return entry == null ? "" : entry.text();
  }

  /**
   * On disk from now on, as far as there is one.
   *
   * @param channels of which is kept what they know about messages that they have sent
   */
  void commit(List<AlertChannel> channels, long now) {
    if (!delivered.isEmpty()) {
      for (AlertChannel channel : channels) {
        String memory = channel.memory();
        if (!memory.equals(memory(channel.name()))) {
          journal.append(JournalEntry.of(CHANNEL, channel.name(), memory, now));
        }
      }
    }
    for (AlertMessage message : delivered) {
      String key = keys.remove(message);
      if (key != null) {
        journal.append(JournalEntry.removal(MESSAGE, key, now));
      }
    }
    delivered.clear();
    uncommitted = false;
    journal.commit();
    open = false;
    if (keys.isEmpty()) {
      jvm.hide();
    }
  }
}
