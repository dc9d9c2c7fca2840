package io.batchmon.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.standin.StandInHttp.Call;
import io.batchmon.standin.StandInHttp.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A service on the loopback interface that is told by JSON over HTTP: enforces the documented
 * limits of its kind, fails on request, keeps what it accepted. Thread-safe. All its threads are
 * daemons.
 */
public final class StandInWebhook implements AutoCloseable {
  /** What it is like. */
  public enum Kind {
    /** Takes any JSON object. */
    JSON,
    PAGERDUTY,
    DISCORD,
    TELEGRAM,
    TEAMS,
    JIRA,
    OPSGENIE
  }

  private static final String SECRET = "XstandinhookX";

  private final Kind kind;
  private final Set<String> open = new TreeSet<>();
  private @Nullable StandInHttp http;
  private @Nullable String authorization;
  private int issues;

  private StandInWebhook(Kind kind) {
    this.kind = kind;
  }

  /** On a free port. */
  public static StandInWebhook start(Kind kind) throws IOException {
    StandInWebhook webhook = new StandInWebhook(kind);
    webhook.http = StandInHttp.start("stand-in-webhook", 0, webhook::reply);
    return webhook;
  }

  private StandInHttp http() {
    if (http == null) {
      throw new IllegalStateException("not started");
    }
    return http;
  }

  /** Its address; contains the secret that must appear nowhere. */
  public String url() {
    return "http://127.0.0.1:" + http().port() + path();
  }

  private String path() {
    return switch (kind) {
      case PAGERDUTY -> "/v2/enqueue";
      case TELEGRAM -> "/bot" + SECRET + "/sendMessage";
      case JIRA -> "/rest/api/3/issue";
      case OPSGENIE -> "/v2/alerts";
      default -> "/hooks/" + SECRET;
    };
  }

  public String secret() {
    return SECRET;
  }

  /** From now on a request without this {@code Authorization} is answered 401. */
  public StandInWebhook expectAuthorization(String header) {
    authorization = header;
    return this;
  }

  /** The next requests fail in these ways, in this order. */
  public void failNext(Fault... faults) {
    http().failNext(faults);
  }

  /** Every request fails in this way; null ends that. */
  public void failAlways(@Nullable Fault fault) {
    http().failAlways(fault);
  }

  /** What was accepted, oldest first; a copy. */
  public List<JsonNode> messages() {
    return http().messages();
  }

  /** Every request that was read to its end, oldest first; a copy. */
  public List<Exchange> requests() {
    return http().exchanges();
  }

  /**
   * Waits until so many messages have been accepted.
   *
   * @throws AssertionError if that does not happen in time
   */
  public List<JsonNode> awaitMessages(int count, Duration atMost) throws InterruptedException {
    return http().awaitMessages(count, atMost);
  }

  /** Of what has an end: the keys of what is open; a copy. */
  public Set<String> open() {
    synchronized (open) {
      return new TreeSet<>(open);
    }
  }

  /** Why a service of this kind would refuse this body, or null. */
  public static @Nullable String problem(Kind kind, String body) {
    try {
      return WebhookRules.problem(kind, new ObjectMapper().readTree(body), body);
    } catch (IOException malformed) {
      return "no JSON";
    }
  }

  @Override
  public void close() throws IOException {
    http().close();
  }

  private Reply reply(Call call) {
    Fault fault = http().fault();
    if (fault != null && fault.kind != Fault.Kind.SLOW) {
      return Reply.of(fault);
    }
    if (!call.path().startsWith(path())) {
      return Reply.refused(404, "not found", "no such path " + call.path());
    }
    if (authorization != null && !call.header("authorization").equals(authorization)) {
      return Reply.refused(401, "unauthorized", "wrong Authorization");
    }
    JsonNode json =
        call.method().equals("POST") && call.header("content-type").startsWith("application/json")
            ? call.json()
            : null;
    String problem =
        json == null ? "no JSON object" : WebhookRules.problem(kind, json, call.body());
    if (problem != null || json == null) {
      return Reply.refused(400, "{\"error\":\"bad request\"}", String.valueOf(problem));
    }
    synchronized (open) {
      return accepted(call.path().substring(path().length()), json, fault);
    }
  }

  private Reply accepted(String rest, JsonNode json, @Nullable Fault fault) {
    switch (kind) {
      case PAGERDUTY -> {
        String key = json.path("dedup_key").asText();
        if (json.path("event_action").asText().equals("trigger")) {
          open.add(key);
        } else if (!open.remove(key)) {
          // why: answered like the others, and dropped
          return new Reply(202, "{\"status\":\"success\"}", "nothing to resolve", null, fault);
        }
        return new Reply(202, "{\"status\":\"success\"}", null, json, fault);
      }
      case OPSGENIE -> {
        if (rest.isEmpty()) {
          open.add(json.path("alias").asText());
        } else if (!rest.endsWith("/close?identifierType=alias")) {
          return Reply.refused(404, "{}", "no such path " + rest);
        } else {
          open.remove(rest.substring(1, rest.indexOf("/close")));
        }
        return new Reply(202, "{\"result\":\"Request will be processed\"}", null, json, fault);
      }
      case JIRA -> {
        if (rest.isEmpty()) {
          String key = "OPS-" + ++issues;
          open.add(key);
          String body = "{\"id\":\"1\",\"fields\":{\"x\":[1]},\"key\":\"" + key + "\"}";
          return new Reply(201, body, null, json, fault);
        }
        return open.contains(rest.replace("/comment", "").substring(1))
            ? new Reply(201, "{\"id\":\"7\"}", null, json, fault)
            : Reply.refused(404, "{}", "no such issue " + rest);
      }
      case DISCORD -> {
        return new Reply(204, "", null, json, fault);
      }
      case TEAMS -> {
        return new Reply(202, "", null, json, fault);
      }
      default -> {
        return new Reply(200, "{\"ok\":true}", null, json, fault);
      }
    }
  }
}
