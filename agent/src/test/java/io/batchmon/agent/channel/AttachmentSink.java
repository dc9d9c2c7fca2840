package io.batchmon.agent.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Slack webhook for what Alertmanager sends, which is one legacy attachment: at most one message
 * per second, refuses what is not escaped or too long. Thread-safe.
 */
public final class AttachmentSink implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/services/T0/B0/XsinkX";
  private static final long SECOND = 1_000_000_000L;
  private static final Set<String> TOP =
      Set.of("channel", "username", "icon_emoji", "icon_url", "attachments");
  private static final List<String> TEXTS = List.of("title", "text", "fallback", "footer");
  private static final String LINK = "<https?://[^<>|\\s]+(\\|[^<>|]*)?>";
  private static final String DATE = "<!date\\^\\d+\\^[^<>|^]*\\|[^<>|]*>";

  /** A message that was taken. */
  public record Message(long arrivedNanos, JsonNode attachment) {
    public String title() {
      return attachment.path("title").asText();
    }

    String text() {
      return attachment.path("text").asText();
    }

    boolean isOver() {
      return attachment.path("color").asText().equals("good");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(AttachmentSink::daemon);
  private final List<Message> messages = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private int refuseNext;
  private long pauseNanos = SECOND;
  private long notBefore = System.nanoTime();

  private AttachmentSink(HttpServer server) {
    this.server = server;
  }

  public static AttachmentSink start() throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    AttachmentSink sink = new AttachmentSink(HttpServer.create(anyPort, 50));
    sink.server.createContext("/", sink::answer);
    sink.server.setExecutor(sink.threads);
    sink.server.start();
    return sink;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "attachment-sink");
    thread.setDaemon(true);
    return thread;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
  }

  /** From now on as many a second as come. */
  synchronized AttachmentSink unlimited() {
    pauseNanos = 0;
    return this;
  }

  /** The next requests are one too many, each for a second. */
  synchronized void tooMany(int requests) {
    refuseNext = requests;
  }

  synchronized List<Message> messages() {
    return new ArrayList<>(messages);
  }

  /** Those in whose title this job stands. */
  public synchronized List<Message> messagesAbout(String job) {
    return messages.stream().filter(each -> each.title().contains(job)).toList();
  }

  /** Of every request: status and reason. */
  synchronized List<String> answers() {
    return new ArrayList<>(answers);
  }

  /** Waits for so many messages; fails if they do not come, at once if more than that did. */
  synchronized List<Message> await(int count, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (messages.size() < count) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw new AssertionError(
            messages.size() + " of " + count + " messages within " + atMost + "; " + answers);
      }
      wait(millis);
    }
    return messages();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    int status;
    String answer;
    synchronized (this) {
      String problem =
          !exchange.getRequestURI().getPath().equals(PATH)
              ? "no_service"
              : exchange.getRequestMethod().equals("POST") && type.startsWith("application/json")
                  ? problem(body)
                  : "invalid_payload: " + type;
      long now = System.nanoTime();
      if (problem != null) {
        status = problem.equals("no_service") ? 404 : 400;
        answer = problem;
      } else if (refuseNext > 0 || now - notBefore < 0) {
        refuseNext = Math.max(0, refuseNext - 1);
        exchange.getResponseHeaders().set("Retry-After", "1");
        status = 429;
        answer = "rate_limited";
      } else {
        status = 200;
        answer = "ok";
        notBefore = now + pauseNanos;
        messages.add(new Message(now, attachment(body)));
      }
      answers.add(status + " " + answer);
      notifyAll();
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static JsonNode attachment(String body) {
    try {
      return JSON.readTree(body).path("attachments").path(0);
    } catch (JsonProcessingException unread) {
      throw new IllegalStateException(unread);
    }
  }

  /** Why Slack would refuse this or show what it should not, or null. */
  static String problem(String body) {
    JsonNode message;
    try {
      message = JSON.readTree(body);
    } catch (JsonProcessingException failure) {
      return "invalid_payload: no JSON";
    }
    Set<String> names = new TreeSet<>();
    message.fieldNames().forEachRemaining(names::add);
    names.removeAll(TOP);
    if (!names.isEmpty()) {
      return "invalid_payload: " + names;
    }
    if (message.path("attachments").size() != 1) {
      return "no_text: not one attachment";
    }
    JsonNode attachment = message.path("attachments").path(0);
    for (JsonNode name : attachment.path("mrkdwn_in")) {
      if (!name.asText().equals("pretext")) {
        return "text of others formats itself: mrkdwn_in " + name.asText();
      }
    }
    if (!attachment.path("title_link").asText().matches("https?://[^<>|\\s]+")) {
      return "title_link is no link: " + attachment.path("title_link");
    }
    if (attachment
            .path("title")
            .asText()
            .codePointCount(0, attachment.path("title").asText().length())
        > 1000) {
      return "title is too long";
    }
    for (String name : TEXTS) {
      String text = attachment.path(name).asText();
      if (text.isBlank() || text.length() > 12_000) {
        return name + " has " + text.length() + " characters";
      }
      String rest = text.replaceAll(DATE, "").replaceAll(LINK, "");
      if (rest.replaceAll("&(amp|lt|gt);", "").matches("(?s).*[&<>].*")) {
        return name + " is not escaped: " + text;
      }
      if (text.contains("<no value>") || text.contains("&lt;no value&gt;")) {
        return name + " shows what is not there: " + text;
      }
    }
    return null;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
