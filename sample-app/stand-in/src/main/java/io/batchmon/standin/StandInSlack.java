package io.batchmon.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.batchmon.standin.StandInHttp.Call;
import io.batchmon.standin.StandInHttp.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Slack on the loopback interface: an incoming webhook, and the methods {@code chat.postMessage},
 * {@code chat.update} and {@code auth.test} for a bot. Refuses what Slack refuses, fails on
 * request, keeps what it accepted. Thread-safe. All its threads are daemons.
 */
public final class StandInSlack implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/services/T0STANDIN/B0STANDIN/";
  private static final String API = "/api/";
  private static final String SECRET = "XstandinsecretX";
  private static final String TOKEN = "xoxb-standin-XstandinsecretX";
  private static final String AUTH =
      "{\"ok\":true,\"url\":\"https://acme.slack.com/\",\"team\":\"Acme\",\"user\":\"batchmon\"}";
  private static final long ONE_SECOND = 1_000_000_000L;

  private @Nullable StandInHttp http;
  private final Map<String, String> channels = new HashMap<>();
  private final Map<String, ObjectNode> posted = new LinkedHashMap<>();
  private final Set<String> mentions = new TreeSet<>();
  private final Map<String, Double> bursts = new HashMap<>();
  private final Map<String, Long> lastCalls = new HashMap<>();
  private int burst;
  private long lastTs;

  private StandInSlack() {
    channels.put("#batch", "C0BATCH");
    channels.put("#billing", "C0BILLING");
  }

  /** On a free port. */
  public static StandInSlack start() throws IOException {
    return start(0);
  }

  /** On this port; 0 is any free one. */
  public static StandInSlack start(int port) throws IOException {
    StandInSlack slack = new StandInSlack();
    slack.http = StandInHttp.start("stand-in-slack", port, slack::reply);
    return slack;
  }

  /** The webhook URL; the last part of its path is the secret that must appear nowhere. */
  public String url() {
    return "http://127.0.0.1:" + port() + PATH + SECRET;
  }

  /** Where the methods for bots are. */
  public String apiUrl() {
    return "http://127.0.0.1:" + port() + API;
  }

  /** The bot's token; contains the secret that must appear nowhere. */
  public String token() {
    return TOKEN;
  }

  public int port() {
    return http().port();
  }

  public String secret() {
    return SECRET;
  }

  private StandInHttp http() {
    if (http == null) {
      throw new IllegalStateException("not started");
    }
    return http;
  }

  /** From now on a message sooner than a second after the last accepted one is answered 429. */
  public StandInSlack onePerSecond() {
    return onePerSecond(1);
  }

  /** From now on 429, but for short bursts of so many messages. */
  public StandInSlack onePerSecond(int newBurst) {
    burst = newBurst;
    return this;
  }

  /** Takes a message with this mention, such as {@code <!here>}, which is refused otherwise. */
  public StandInSlack allowMention(String mention) {
    mentions.add(mention);
    return this;
  }

  /** From now on the channel is known under its name but takes no messages: {@code is_archived}. */
  public StandInSlack archive(String channel) {
    channels.put(channel, "archived");
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

  /** What was posted, oldest first, as it was posted; a copy. */
  public List<JsonNode> messages() {
    return http().messages();
  }

  /** What a person would see of the bot's messages, by time stamp: with all updates; a copy. */
  public List<JsonNode> seen() {
    synchronized (posted) {
      return new ArrayList<>(posted.values());
    }
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

  /**
   * Waits until so many requests have been read, accepted or not.
   *
   * @throws AssertionError if that does not happen in time
   */
  public List<Exchange> awaitRequests(int count, Duration atMost) throws InterruptedException {
    return http().awaitExchanges(count, atMost);
  }

  /** Why a webhook would refuse this message, or null. */
  public static @Nullable String problem(JsonNode message) {
    return SlackRules.problem(message, Set.of());
  }

  /** The message as a person would see it in Slack. */
  public static String render(JsonNode message) {
    return SlackView.render(message);
  }

  @Override
  public void close() throws IOException {
    http().close();
  }

  private Reply reply(Call call) {
    Fault fault = http().fault();
    if (call.path().startsWith(API)) {
      return api(call, fault, call.path().substring(API.length()));
    }
    if (!call.path().equals(PATH + SECRET)) {
      return new Reply(404, "no_service", null, null, fault);
    }
    if (!isJsonPost(call)) {
      String problem = call.method() + " of " + call.header("content-type");
      return new Reply(400, "invalid_payload", problem, null, fault);
    }
    if (fault == null && isTooFast("webhook", call.now())) {
      fault = Fault.tooManyRequests("1");
    }
    if (fault != null && fault.kind != Fault.Kind.SLOW) {
      return Reply.of(fault);
    }
    JsonNode message = call.json();
    String problem = message == null ? "no JSON object" : SlackRules.problem(message, mentions);
    return problem == null
        ? new Reply(200, "ok", null, message, fault)
        : new Reply(400, "invalid_payload", problem, null, fault);
  }

  private static boolean isJsonPost(Call call) {
    return call.method().equals("POST")
        && call.header("content-type").startsWith("application/json");
  }

  /** A leaky bucket that one message per second runs out of. */
  private boolean isTooFast(String bucket, long now) {
    if (burst == 0) {
      return false;
    }
    double level = bursts.getOrDefault(bucket, 0.0);
    long last = lastCalls.getOrDefault(bucket, now);
    level = Math.max(0, level - (now - last) / (double) ONE_SECOND);
    boolean full = level + 1 > burst + 1e-3;
    bursts.put(bucket, full ? level : level + 1);
    lastCalls.put(bucket, now);
    return full;
  }

  private Reply api(Call call, @Nullable Fault fault, String method) {
    if (fault != null && fault.kind != Fault.Kind.SLOW) {
      return Reply.of(fault);
    }
    JsonNode request = isJsonPost(call) ? call.json() : null;
    if (!call.header("authorization").equals("Bearer " + TOKEN)) {
      return error(call.header("authorization").isEmpty() ? "not_authed" : "invalid_auth", null);
    }
    if (request == null) {
      return error("invalid_json", "no JSON object");
    }
    if (method.equals("auth.test")) {
      return new Reply(200, AUTH, null, null, fault);
    }
    String problem = SlackRules.problem(request, mentions);
    if (problem != null) {
      return error(
          problem.startsWith("msg_blocks_too_long")
              ? "msg_blocks_too_long"
              : problem.startsWith("no_text") ? "no_text" : "invalid_blocks",
          problem);
    }
    switch (method) {
      case "chat.postMessage" -> {
        return post(call, request, fault);
      }
      case "chat.update" -> {
        return update(request, fault);
      }
      default -> {
        return error("unknown_method", method);
      }
    }
  }

  private Reply post(Call call, JsonNode request, @Nullable Fault fault) {
    String wanted = request.path("channel").asText();
    String channel = channels.containsValue(wanted) ? wanted : channels.get(wanted);
    if (channel == null) {
      return error("channel_not_found", null);
    }
    if (channel.equals("archived")) {
      return error("is_archived", null);
    }
    String parent = request.path("thread_ts").asText();
    if (!parent.isEmpty() && !posted.containsKey(channel + parent)) {
      return error("thread_not_found", null);
    }
    if (request.path("reply_broadcast").asBoolean() && parent.isEmpty()) {
      return error("invalid_arguments", "reply_broadcast without thread_ts");
    }
    if (isTooFast(channel, call.now())) {
      return new Reply(
          429, "{\"ok\":false,\"error\":\"ratelimited\"}", null, null, Fault.tooManyRequests("1"));
    }
    String ts = String.format("17672%05d.%06d", ++lastTs, lastTs);
    ObjectNode message = request.deepCopy();
    message.put("channel", channel).put("ts", ts);
    synchronized (posted) {
      posted.put(channel + ts, message);
    }
    return new Reply(200, ok(channel, ts), null, request, fault);
  }

  private Reply update(JsonNode request, @Nullable Fault fault) {
    String channel = request.path("channel").asText();
    String ts = request.path("ts").asText();
    ObjectNode message = posted.get(channel + ts);
    if (message == null) {
      // why: unlike chat.postMessage it takes no channel by its name
      return error(
          channels.containsValue(channel) ? "message_not_found" : "channel_not_found", null);
    }
    synchronized (posted) {
      message.set("text", request.path("text"));
      message.set("blocks", request.path("blocks"));
      message.put("edited", message.path("edited").asInt() + 1);
    }
    return new Reply(200, ok(channel, ts), null, null, fault);
  }

  private static String ok(String channel, String ts) {
    return JSON.createObjectNode()
        .put("ok", true)
        .put("channel", channel)
        .put("ts", ts)
        .put("warning", "stand-in")
        .toString();
  }

  private static Reply error(String error, @Nullable String problem) {
    String body = JSON.createObjectNode().put("ok", false).put("error", error).toString();
    return new Reply(200, body, problem == null ? error : problem, null, null);
  }
}
