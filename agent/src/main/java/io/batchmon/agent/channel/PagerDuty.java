package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Incident;
import io.batchmon.agent.alert.Severity;
import io.batchmon.agent.alert.Words;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.secret.Secret;
import io.batchmon.agent.secret.SecretException;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * PagerDuty Events v2: an alert per incident, resolved when the job is well again. An event that
 * was answered 429 was not taken; one more try follows 30 to 60 s later, and if that is answered
 * 429 as well, another JVM of the fleet is taken to have told the same.
 */
final class PagerDuty implements AlertChannel {
  static final String ENDPOINT = "https://events.pagerduty.com/v2/enqueue";

  private static final int MAX_SUMMARY = 1024;
  private static final int MOST_LIMITED = 1000;

  private final WebClient client;
  private final Secret routingKey;
  private final Clock clock;
  private final Random random;

  /** Which events were answered 429, until when they are to wait. */
  private final Map<String, Long> limited = new LinkedHashMap<>();

  PagerDuty(WebClient client, Secret routingKey, Clock clock, Random random) {
    this.client = client;
    this.routingKey = routingKey;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public String name() {
    return "PagerDuty";
  }

  @Override
  public Role role() {
    return Role.PAGER;
  }

  @Override
  public boolean refresh() {
    return routingKey.refresh();
  }

  @Override
  public Delivery deliver(AlertMessage message) {
    try {
      String key = routingKey.value();
      if (!message.isRecovery()) {
        return enqueue(trigger(message, key.trim()), dedupKey(message.incident()) + " trigger");
      }
      for (Incident incident : message.incidents()) {
        Delivery delivery = enqueue(resolve(incident, key.trim()), dedupKey(incident) + " resolve");
        // why: to resolve once more what is resolved does nothing, so all of it may be repeated
        if (delivery.state() != Delivery.State.DELIVERED) {
          return delivery;
        }
      }
      return Delivery.delivered();
    } catch (SecretException failure) {
      return failure.delivery();
    } catch (IOException failure) {
      return Delivery.failed(String.valueOf(failure.getMessage()));
    }
  }

  private Delivery enqueue(byte[] body, String event) throws IOException {
    long now = clock.nanoTime();
    Long until = limited.get(event);
    if (until != null && until - now > 0) {
      return Delivery.retryAfter((until - now) / 1_000_000 + 1, "answer 429");
    }
    Answer answer = client.post("", body);
    if (answer.status() == 429) {
      return limited(event, now);
    }
    limited.remove(event);
    return answer.status() == 400
        ? refused(answer)
        : answer.delivery("check batchmon.pagerduty.routing.key and batchmon.pagerduty.url");
  }

  private Delivery limited(String event, long now) {
    if (limited.remove(event) != null) {
      return Delivery.delivered();
    }
    long millis = 30_000 + (long) (random.nextDouble() * 30_000);
    limited.put(event, now + millis * 1_000_000);
    if (limited.size() > MOST_LIMITED) {
      Iterator<String> eldest = limited.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    return Delivery.retryAfter(millis, "answer 429");
  }

  // why: a wrong key is answered like a wrong event, and only the words tell them apart
  private static Delivery refused(Answer answer) {
    String text = answer.text().toLowerCase(Locale.ROOT);
    return text.contains("routing_key") || text.contains("routing key")
        ? Delivery.closed("answer 400, the routing key; check batchmon.pagerduty.routing.key")
        : Delivery.refused("answer 400");
  }

  /** At most 255 characters. */
  private static String dedupKey(Incident incident) {
    return "batchmon-" + IncidentKey.of(incident);
  }

  static byte[] trigger(AlertMessage message, String routingKey) throws IOException {
    JsonBody json = new JsonBody();
    json.put("routing_key", routingKey).put("event_action", "trigger");
    json.put("dedup_key", dedupKey(message.incident()));
    json.put("client", "batchmon");
    json.object("payload");
    json.put("summary", Facts.title(message, MAX_SUMMARY));
    json.put("source", orElse(Facts.line(message.host(), 255), "batchmon"));
    json.put("severity", severity(message.severity()));
    json.put("timestamp", Words.utc(message.lastMillis()));
    json.put("component", orElse(Facts.line(message.job(), 255), "job"));
    json.put("group", orElse(Facts.line(message.service(), 255), "service"));
    json.put("class", message.incident().kind().name().toLowerCase(Locale.ROOT));
    json.object("custom_details");
    json.put("exception", String.join("\n", Facts.failure(message)));
    json.put("stack", Facts.stack(message));
    for (Map.Entry<String, String> fact : Facts.of(message).entrySet()) {
      json.put(fact.getKey().toLowerCase(Locale.ROOT).replace(' ', '_'), fact.getValue());
    }
    json.endObject().endObject();
    json.array("links");
    for (Map.Entry<String, String> link : Facts.links(message).entrySet()) {
      json.object().put("href", link.getValue()).put("text", link.getKey()).endObject();
    }
    return json.endArray().bytes();
  }

  private static byte[] resolve(Incident incident, String routingKey) throws IOException {
    JsonBody json = new JsonBody();
    json.put("routing_key", routingKey).put("event_action", "resolve");
    return json.put("dedup_key", dedupKey(incident)).bytes();
  }

  private static String orElse(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  private static String severity(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }
}
