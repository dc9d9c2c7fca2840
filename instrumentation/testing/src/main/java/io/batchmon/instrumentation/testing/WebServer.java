package io.batchmon.instrumentation.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A real web server on loopback that remembers what it was asked: {@code /status/<n>}, {@code
 * /redirect/<times>}, {@code /auth} (basic), {@code /silent} (no answer until {@link #close}),
 * {@code /drop/<times>} (ends the connection without an answer, then answers), anything else is
 * answered with 200.
 */
public final class WebServer implements AutoCloseable {
  private static final long LIMIT_SECONDS = 30;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final AtomicInteger drops = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A request as it arrived; names of headers in lower case. */
  public record Request(
      String method, String path, Map<String, List<String>> headers, int clientPort, String body) {
    /** The only value of a header, or null. */
    public @Nullable String header(String name) {
      List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
      if (values.size() > 1) {
        throw new AssertionError(name + " came more than once: " + values);
      }
      return values.isEmpty() ? null : values.get(0);
    }

    public @Nullable String traceParent() {
      return header("traceparent");
    }
  }

  /** Serves at once. */
  public WebServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** The next request that arrived; waits for it. */
  public Request take() {
    try {
      Request next = requests.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("No request arrived");
      }
      return next;
    } catch (InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  /** How many requests arrived and were not taken. */
  public int waiting() {
    return requests.size();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, List<String>> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    String path = exchange.getRequestURI().toString();
    requests.add(
        new Request(
            exchange.getRequestMethod(),
            path,
            headers,
            exchange.getRemoteAddress().getPort(),
            body));
    int status = 200;
    if (path.startsWith("/status/")) {
      status = numberIn(path);
    } else if (path.startsWith("/redirect/") && numberIn(path) > 0) {
      status = 302;
      exchange
          .getResponseHeaders()
          .set("Location", uri("/redirect/" + (numberIn(path) - 1)).toString());
    } else if (path.startsWith("/auth") && !headers.containsKey("authorization")) {
      status = 401;
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"test\"");
    } else if (path.startsWith("/silent")) {
      await();
      exchange.close();
      return;
    } else if (path.startsWith("/drop/") && drops.getAndIncrement() < numberIn(path)) {
      exchange.close();
      return;
    }
    byte[] text = ("answer to " + path).getBytes(StandardCharsets.UTF_8);
    boolean bodyless = exchange.getRequestMethod().equals("HEAD") || status == 204;
    exchange.sendResponseHeaders(status, bodyless ? -1 : text.length);
    if (!bodyless) {
      exchange.getResponseBody().write(text);
    }
    exchange.close();
  }

  private static int numberIn(String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    int end = last.indexOf('?');
    return Integer.parseInt(end < 0 ? last : last.substring(0, end));
  }

  private void await() {
    try {
      if (!closed.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The test did not close its server");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
