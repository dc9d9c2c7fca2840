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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on the loopback interface that is told how to answer, and how to fail. Everything
 * but reading and writing happens under one lock. All its threads are daemons.
 */
final class StandInHttp implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Decides about one request; the caller holds the lock. */
  interface Site {
    Reply reply(Call call);
  }

  /** A request as it was read. */
  record Call(long now, String method, String path, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** Null if the body is no JSON object. */
    @Nullable JsonNode json() {
      try {
        JsonNode node = JSON.readTree(body);
        return node != null && node.isObject() ? node : null;
      } catch (JsonProcessingException malformed) {
        return null;
      }
    }
  }

  /**
   * What is answered.
   *
   * @param accepted kept among the messages; null if it was refused
   * @param fault how the answer is spoilt, or null
   */
  record Reply(
      int status,
      String body,
      @Nullable String problem,
      @Nullable JsonNode accepted,
      @Nullable Fault fault) {
    static Reply of(Fault fault) {
      return new Reply(fault.status, fault.body, null, null, fault);
    }

    static Reply refused(int status, String body, String problem) {
      return new Reply(status, body, problem, null, null);
    }
  }

  private final ServerSocket server;
  private final String name;
  private final Site site;
  private final Object lock = new Object();
  private final List<Exchange> exchanges = new ArrayList<>();
  private final List<JsonNode> messages = new ArrayList<>();
  private final Deque<Fault> nextFaults = new ArrayDeque<>();
  private final Set<Socket> sockets = new HashSet<>();
  private @Nullable Fault alwaysFault;
  private boolean closed;

  private StandInHttp(ServerSocket server, String name, Site site) {
    this.server = server;
    this.name = name;
    this.site = site;
  }

  /** On this port; 0 is any free one. */
  static StandInHttp start(String name, int port, Site site) throws IOException {
    ServerSocket server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    StandInHttp http = new StandInHttp(server, name, site);
    http.daemon(name, http::accept);
    return http;
  }

  int port() {
    return server.getLocalPort();
  }

  /** The next fault, or null; the caller holds the lock, which a {@link Site} does. */
  @Nullable Fault fault() {
    return nextFaults.isEmpty() ? alwaysFault : nextFaults.poll();
  }

  void failNext(Fault... faults) {
    synchronized (lock) {
      nextFaults.addAll(Arrays.asList(faults));
    }
  }

  void failAlways(@Nullable Fault fault) {
    synchronized (lock) {
      alwaysFault = fault;
    }
  }

  List<JsonNode> messages() {
    synchronized (lock) {
      return new ArrayList<>(messages);
    }
  }

  List<Exchange> exchanges() {
    synchronized (lock) {
      return new ArrayList<>(exchanges);
    }
  }

  List<JsonNode> awaitMessages(int count, Duration atMost) throws InterruptedException {
    synchronized (lock) {
      if (!await(() -> messages.size() >= count, atMost)) {
        throw new AssertionError(
            messages.size() + " of " + count + " messages within " + atMost + "; " + story());
      }
      return new ArrayList<>(messages);
    }
  }

  List<Exchange> awaitExchanges(int count, Duration atMost) throws InterruptedException {
    synchronized (lock) {
      if (!await(() -> exchanges.size() >= count, atMost)) {
        throw new AssertionError(
            exchanges.size() + " of " + count + " requests within " + atMost + "; " + story());
      }
      return new ArrayList<>(exchanges);
    }
  }

  private String story() {
    return exchanges.isEmpty()
        ? "nothing arrived"
        : "answers: "
            + exchanges.stream()
                .map(e -> e.status() + (e.problem() == null ? "" : " " + e.problem()))
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
        daemon(name + "-connection", () -> serve(socket));
      } catch (IOException over) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String[] requestLine = readLine(in).split(" ", -1);
      if (requestLine.length < 2) {
        throw new EOFException();
      }
      Map<String, String> headers = new HashMap<>();
      for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT),
            line.substring(colon + 1).trim());
      }
      byte[] bytes =
          headers.getOrDefault("transfer-encoding", "").contains("chunked")
              ? readChunks(in)
              : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
      String body = new String(bytes, StandardCharsets.UTF_8);
      respond(socket, new Call(System.nanoTime(), requestLine[0], requestLine[1], headers, body));
    } catch (IOException | InterruptedException gone) {
      // why: a client that goes away is an ordinary end of a connection
    } finally {
      synchronized (lock) {
        sockets.remove(socket);
      }
    }
  }

  private void respond(Socket socket, Call call) throws IOException, InterruptedException {
    Reply reply;
    synchronized (lock) {
      reply = site.reply(call);
      exchanges.add(
          new Exchange(
              call.now(),
              call.path(),
              call.header("content-type"),
              call.header("authorization"),
              call.body(),
              reply.status(),
              reply.problem()));
      if (reply.accepted() != null) {
        messages.add(reply.accepted());
      }
      lock.notifyAll();
      Fault fault = reply.fault();
      if (fault != null && fault.kind == Fault.Kind.SLOW) {
        await(() -> closed, fault.delay);
      } else if (fault != null && fault.kind == Fault.Kind.HANG) {
        await(() -> closed, Duration.ofDays(1));
      }
    }
    write(socket, reply.status(), reply.body(), reply.fault());
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
