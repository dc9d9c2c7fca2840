package io.batchmon.agent.alert;

import io.batchmon.job.JobName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The open incidents, by identity: finds the one an event belongs to, has it decided, keeps what
 * comes of it. Bounded: the one that was quiet for longest is forgotten. Not thread-safe.
 */
final class Incidents {
  private final AlertConfig config;
  private final int most;
  private final Observer observer;
  private final LinkedHashMap<String, Incident> open = new LinkedHashMap<>(16, 0.75f, true);

  /** Told what becomes of the incidents. */
  interface Observer {
    void decided(Reason reason);

    /** An incident of this job is open no longer. */
    void closed(JobName job);
  }

  Incidents(AlertConfig config, int most, Observer observer) {
    this.config = config;
    this.most = most;
    this.observer = observer;
  }

  /** A copy. */
  List<Incident> open() {
    return new ArrayList<>(open.values());
  }

  /** What to tell about a failure, or null for nothing. */
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
      observer.closed(eldest.getValue().job());
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
          observer.closed(incident.job());
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
        observer.decided(decision.reason());
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
    observer.decided(decision.reason());
    return decision;
  }
}
