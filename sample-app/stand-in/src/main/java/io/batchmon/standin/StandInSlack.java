package io.batchmon.standin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Slack incoming webhook on the loopback interface: refuses what Slack refuses, fails on request,
 * keeps what it accepted. Thread-safe. All its threads are daemons.
 */
public final class StandInSlack implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/services/T0STANDIN/B0STANDIN/";
  private static final long ONE_SECOND = 1_000_000_000L;

  /** One way to answer wrongly. */
  public static final class Fault {
    private enum Kind {
      ANSWER,
      SLOW,
      RESET,
      RESET_AFTER_HEADERS,
      HANG
    }

    private final Kind kind;
    private final int status;
    private final String body;
    private final @Nullable String retryAfter;
    private final Duration delay;

    private Fault(Kind kind, int status, String body, @Nullable String retryAfter, Duration delay) {
      this.kind = kind;
      this.status = status;
      this.body = body;
      this.retryAfter = retryAfter;
      this.delay = delay;
    }

    /** 429, with this Retry-After; null leaves the header out. */
    public static Fault tooManyRequests(@Nullable String retryAfter) {
      return new Fault(Kind.ANSWER, 429, "rate_limited", retryAfter, Duration.ZERO);
    }

    /**
     * Such as 500 {@code rollup_error}, 404 {@code no_service}, 410 {@code channel_is_archived}.
     */
    public static Fault answer(int status, String body) {
      return new Fault(Kind.ANSWER, status, body, null, Duration.ZERO);
    }

    /** Accepts the message, and says so only after this time. */
    public static Fault slow(Duration delay) {
      return new Fault(Kind.SLOW, 200, "ok", null, delay);
    }

    /** Reads the request and resets the connection. */
    public static Fault reset() {
      return new Fault(Kind.RESET, 0, "", null, Duration.ZERO);
    }

    /** Answers with headers that promise a body, and resets the connection. */
    public static Fault resetAfterHeaders() {
      return new Fault(Kind.RESET_AFTER_HEADERS, 0, "", null, Duration.ZERO);
    }

    /** Never answers, until this server is closed. */
    public static Fault hang() {
      return new Fault(Kind.HANG, 0, "", null, Duration.ZERO);
    }
  }

  /**
   * A request as it was answered.
   *
   * @param arrivedNanos {@link System#nanoTime()} when it had been read
   * @param status of the answer; 0 if there was none
   * @param problem why the payload was refused, or null
   */
  public record Request(
      long arrivedNanos,
      String path,
      String contentType,
      String body,
      int status,
      @Nullable String problem) {}

  private final ServerSocket server;
  private final String secret;
  private final Object lock = new Object();
  private final List<Request> requests = new ArrayList<>();
  private final List<JsonNode> messages = new ArrayList<>();
  private final Deque<Fault> nextFaults = new ArrayDeque<>();
  private final Set<Socket> sockets = new HashSet<>();
  private @Nullable Fault alwaysFault;
  private boolean strictRate;
  private long lastAccepted;
  private boolean anyAccepted;
  private boolean closed;

  private StandInSlack(ServerSocket server, String secret) {
    this.server = server;
    this.secret = secret;
  }

  /** On a free port. */
  public static StandInSlack start() throws IOException {
    return start(0);
  }

  /** On this port; 0 is any free one. */
  public static StandInSlack start(int port) throws IOException {
    ServerSocket server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    StandInSlack slack = new StandInSlack(server, "XstandinsecretX");
    slack.daemon("stand-in-slack", slack::accept);
    return slack;
  }

  /** The webhook URL; the last part of its path is the secret that must appear nowhere. */
  public String url() {
    return "http://127.0.0.1:" + port() + PATH + secret;
  }

  public int port() {
    return server.getLocalPort();
  }

  public String secret() {
    return secret;
  }

  /** From now on a message sooner than a second after the last accepted one is answered 429. */
  public StandInSlack onePerSecond() {
    synchronized (lock) {
      strictRate = true;
    }
    return this;
  }

  /** The next requests fail in these ways, in this order. */
  public void failNext(Fault... faults) {
    synchronized (lock) {
      nextFaults.addAll(Arrays.asList(faults));
    }
  }

  /** Every request fails in this way; null ends that. */
  public void failAlways(@Nullable Fault fault) {
    synchronized (lock) {
      alwaysFault = fault;
    }
  }

  /** What a person would see in the channel, oldest first; a copy. */
  public List<JsonNode> messages() {
    synchronized (lock) {
      return new ArrayList<>(messages);
    }
  }

  /** Every request that was read to its end, oldest first; a copy. */
  public List<Request> requests() {
    synchronized (lock) {
      return new ArrayList<>(requests);
    }
  }

  /**
   * Waits until so many messages have been accepted.
   *
   * @throws AssertionError if that does not happen in time
   */
  public List<JsonNode> awaitMessages(int count, Duration atMost) throws InterruptedException {
    synchronized (lock) {
      if (!await(() -> messages.size() >= count, atMost)) {
        throw new AssertionError(
            messages.size() + " of " + count + " messages within " + atMost + "; " + story());
      }
      return new ArrayList<>(messages);
    }
  }

  /**
   * Waits until so many requests have been read, accepted or not.
   *
   * @throws AssertionError if that does not happen in time
   */
  public List<Request> awaitRequests(int count, Duration atMost) throws InterruptedException {
    synchronized (lock) {
      if (!await(() -> requests.size() >= count, atMost)) {
        throw new AssertionError(
            requests.size() + " of " + count + " requests within " + atMost + "; " + story());
      }
      return new ArrayList<>(requests);
    }
  }

  private String story() {
    return requests.isEmpty()
        ? "nothing arrived"
        : "answers: "
            + requests.stream()
                .map(r -> r.status() + (r.problem() == null ? "" : " " + r.problem()))
                .collect(Collectors.joining(", "));
  }

  // the caller holds the lock
  private boolean await(BooleanSupplier done, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!done.getAsBoolean()) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      lock.wait(millis);
    }
    return true;
  }

  /** Why a webhook would refuse this message, or null. */
  public static @Nullable String problem(JsonNode message) {
    return SlackRules.problem(message);
  }

  /** The message as a person would see it in Slack. */
  public static String render(JsonNode message) {
    return SlackView.render(message);
  }

  @Override
  public void close() throws IOException {
    List<Socket> open;
    synchronized (lock) {
      closed = true;
      open = new ArrayList<>(sockets);
      lock.notifyAll();
    }
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        synchronized (lock) {
          sockets.add(socket);
        }
        daemon("stand-in-slack-connection", () -> serve(socket));
      } catch (IOException over) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      answer(socket, in, readLine(in).split(" ", -1));
    } catch (IOException | InterruptedException gone) {
      // why: a client that goes away is an ordinary end of a connection
    } finally {
      synchronized (lock) {
        sockets.remove(socket);
      }
    }
  }

  private void answer(Socket socket, InputStream in, String[] requestLine)
      throws IOException, InterruptedException {
    int length = 0;
    boolean chunked = false;
    String contentType = "";
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      String lower = line.toLowerCase(Locale.ROOT);
      String value = line.substring(line.indexOf(':') + 1).trim();
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(value);
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      } else if (lower.startsWith("content-type:")) {
        contentType = value;
      }
    }
    byte[] bytes = chunked ? readChunks(in) : in.readNBytes(length);
    String body = new String(bytes, StandardCharsets.UTF_8);
    if (requestLine.length < 2) {
      throw new EOFException();
    }
    respond(socket, requestLine[0], requestLine[1], contentType, body);
  }

  private void respond(Socket socket, String method, String path, String contentType, String body)
      throws IOException, InterruptedException {
    long now = System.nanoTime();
    Fault fault;
    synchronized (lock) {
      fault = nextFaults.isEmpty() ? alwaysFault : nextFaults.poll();
      if (fault == null && strictRate && anyAccepted && now - lastAccepted < ONE_SECOND) {
        fault = Fault.tooManyRequests("1");
      }
    }
    int status;
    String text;
    String problem = null;
    JsonNode message = null;
    if (!path.equals(PATH + secret)) {
      status = 404;
      text = "no_service";
    } else if (!method.equals("POST") || !contentType.startsWith("application/json")) {
      status = 400;
      text = "invalid_payload";
      problem = method + " of " + contentType;
    } else if (fault != null && fault.kind != Fault.Kind.SLOW) {
      status = fault.status;
      text = fault.body;
    } else {
      message = parse(body);
      problem = message == null ? "no JSON object" : SlackRules.problem(message);
      status = problem == null ? 200 : 400;
      text = problem == null ? "ok" : "invalid_payload";
    }
    synchronized (lock) {
      requests.add(new Request(now, path, contentType, body, status, problem));
      if (status == 200 && message != null) {
        messages.add(message);
        lastAccepted = now;
        anyAccepted = true;
      }
      lock.notifyAll();
      if (fault != null && fault.kind == Fault.Kind.SLOW) {
        await(() -> closed, fault.delay);
      } else if (fault != null && fault.kind == Fault.Kind.HANG) {
        await(() -> closed, Duration.ofDays(1));
      }
    }
    write(socket, status, text, fault);
  }

  private static @Nullable JsonNode parse(String body) {
    try {
      JsonNode node = JSON.readTree(body);
      return node != null && node.isObject() ? node : null;
    } catch (JsonProcessingException malformed) {
      return null;
    }
  }

  private static void write(Socket socket, int status, String text, @Nullable Fault fault)
      throws IOException {
    boolean cut = fault != null && fault.kind == Fault.Kind.RESET_AFTER_HEADERS;
    OutputStream out = new BufferedOutputStream(socket.getOutputStream());
    if (status > 0 || cut) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      String head =
          "HTTP/1.1 "
              + (cut ? 200 : status)
              + " -\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
              + (cut ? 1000 : bytes.length)
              + "\r\n"
              + (fault == null || fault.retryAfter == null
                  ? ""
                  : "Retry-After: " + fault.retryAfter + "\r\n")
              + "\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(bytes);
      out.flush();
    }
    if (status == 0) {
      // why: closing without lingering sends a reset instead of an orderly end
      socket.setSoLinger(true, 0);
    }
  }

  private static byte[] readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
      all.write(in.readNBytes(size));
      readLine(in);
    }
    readLine(in);
    return all.toByteArray();
  }

  private static int chunkSize(InputStream in) throws IOException {
    return Integer.parseInt(readLine(in).split(";", -1)[0].trim(), 16);
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
