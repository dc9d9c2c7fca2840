package io.batchmon.agent.alert;

import io.batchmon.job.JobName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open incidents, by identity: finds the one an event belongs to, has it decided, keeps what
 * comes of it. Bounded: the one that was quiet for longest is forgotten. Not thread-safe.
 */
final class Incidents {
  private final AlertConfig config;
  private final int most;
  private final Consumer<JobName> closed;
  private final Consumer<Reason> decided;
  private final LinkedHashMap<String, Incident> open = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * None yet.
   *
   * @param closed told the job of each incident that is open no longer
   * @param decided told each reason
   */
  Incidents(AlertConfig config, int most, Consumer<JobName> closed, Consumer<Reason> decided) {
    this.config = config;
    this.most = most;
    this.closed = closed;
    this.decided = decided;
  }

  /**
   * What to tell about a failure, or null for nothing.
   *
   * @return whether it opened an incident is told by {@link #size}
   */
  @Nullable AlertMessage failed(AlertEvent event, int failures, long now) {
    Incident incident = find(event);
    Decision decision = decide(incident, event, failures, now);
    if (!decision.reason().isTold()) {
      open.put(incident.identity(), decision.incident());
      return null;
    }
    AlertMessage message = AlertMessage.of(config, decision, event);
    Failure failure = message.failure();
    Incident told = decision.incident();
    open.put(incident.identity(), failure == null ? told : told.shown(failure.withoutStack()));
    forgetEldest();
    return message;
  }

  private Incident find(AlertEvent event) {
    Fingerprint fingerprint = Fingerprint.of(event);
    Incident fresh =
        Incident.closed(
            config.environment(), config.service(), event.job(), event.kind(), fingerprint);
    Incident known = open.get(fresh.identity());
    if (known != null) {
      return known;
    }
    Incident adopted = fingerprint.isWeak() ? sameTypes(fresh) : null;
    return adopted == null ? fresh : adopted;
  }

  private @Nullable Incident sameTypes(Incident fresh) {
    for (Incident incident : open.values()) {
      if (incident.job().equals(fresh.job())
          && incident.kind() == fresh.kind()
          && incident.fingerprint().types().equals(fresh.fingerprint().types())) {
        return incident;
      }
    }
    return null;
  }

  private void forgetEldest() {
    if (open.size() > most) {
      Map.Entry<String, Incident> eldest = open.entrySet().iterator().next();
      open.remove(eldest.getKey());
      closed.accept(eldest.getValue().job());
    }
  }

  /** What to tell about a success, or null for nothing. */
  @Nullable AlertMessage succeeded(AlertEvent event, long now) {
    List<Incident> recovered = new ArrayList<>();
    for (Incident incident : new ArrayList<>(open.values())) {
      if (incident.job().equals(event.job())) {
        Decision decision = decide(incident, event, 0, now);
        if (decision.reason() == Reason.RECOVERED) {
          open.remove(incident.identity());
          closed.accept(incident.job());
          recovered.add(decision.incident());
        }
      }
    }
    return recovered.isEmpty() ? null : AlertMessage.recovered(config, recovered, event);
  }

  /** What is due because time has passed. */
  List<AlertMessage> remind(long now) {
    List<AlertMessage> messages = new ArrayList<>();
    for (Incident incident : new ArrayList<>(open.values())) {
      Decision decision = Decision.of(incident, null, 0, config.policy(), now);
      if (decision.reason().isTold()) {
        decided.accept(decision.reason());
        open.put(incident.identity(), decision.incident());
        messages.add(AlertMessage.of(config, decision, null));
      }
    }
    return messages;
  }

  /** Epoch milliseconds before which {@link #remind} has nothing to tell. */
  long nextReminderMillis() {
    long next = Long.MAX_VALUE;
    for (Incident incident : open.values()) {
      next = Math.min(next, incident.toldMillis() + config.policy().remindMillis());
    }
    return next;
  }

  private Decision decide(Incident incident, AlertEvent event, int failures, long now) {
    Decision decision = Decision.of(incident, event, failures, config.policy(), now);
    decided.accept(decision.reason());
    return decision;
  }

  int size() {
    return open.size();
  }

  /** Those open now; a view. */
  Collection<Incident> open() {
    return open.values();
  }
}
