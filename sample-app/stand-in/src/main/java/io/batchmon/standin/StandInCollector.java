package io.batchmon.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * An OTLP receiver over HTTP and protobuf on a port of its own on the loopback interface. It
 * remembers every request, and what it carried if it was answered 200. Thread-safe.
 */
public final class StandInCollector implements AutoCloseable {
  private enum Mode {
    ANSWER,
    DISCONNECT,
    HANG,
    SLOW
  }

  private record Behaviour(Mode mode, int status, @Nullable String retryAfter, Duration delay) {}

  private static final Behaviour OK = new Behaviour(Mode.ANSWER, 200, null, Duration.ZERO);

  private final HttpServer server;
  private final ExecutorService threads;
  private final String scheme;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<ReceivedRequest> requests = new ArrayList<>();
  private final List<ReceivedSpan> spans = new ArrayList<>();
  private final List<ReceivedMetric> metrics = new ArrayList<>();
  private final List<ReceivedEvent> events = new ArrayList<>();
  private volatile Behaviour behaviour = OK;

  private StandInCollector(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "stand-in-collector");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Listens on an ephemeral port. */
  public static StandInCollector start() throws IOException {
    return start(0);
  }

  /** Listens on this port, so that a collector can come back where one was closed. */
  public static StandInCollector start(int port) throws IOException {
    return listen(HttpServer.create(loopback(port), 0), "http");
  }

  /**
   * Listens with TLS on an ephemeral port.
   *
   * @param clientCertificate whether a client must show one
   */
  public static StandInCollector start(SSLContext tls, boolean clientCertificate)
      throws IOException {
    HttpsServer server = HttpsServer.create(loopback(0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = tls.getDefaultSSLParameters();
            ssl.setNeedClientAuth(clientCertificate);
            parameters.setSSLParameters(ssl);
          }
        });
    return listen(server, "https");
  }

  private static StandInCollector listen(HttpServer server, String scheme) {
    StandInCollector collector = new StandInCollector(server, scheme);
    server.createContext("/", collector::receive);
    server.setExecutor(collector.threads);
    // why: the server's own thread takes over whether it is a daemon from whoever starts it
    Thread starter = new Thread(server::start, "stand-in-collector-start");
    starter.setDaemon(true);
    starter.start();
    try {
      starter.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return collector;
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The value of {@code otel.exporter.otlp.endpoint}. */
  public String endpoint() {
    return scheme + "://127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** From now on every request is answered 200 and what it carries is remembered. */
  public void answer() {
    behaviour = OK;
  }

  /** From now on requests get this status; what they carry is not remembered. */
  public void answerStatus(int status) {
    behaviour = new Behaviour(Mode.ANSWER, status, null, Duration.ZERO);
  }

  /** As {@link #answerStatus(int)}, with a {@code Retry-After} header. */
  public void answerStatus(int status, String retryAfter) {
    behaviour = new Behaviour(Mode.ANSWER, status, retryAfter, Duration.ZERO);
  }

  /** From now on requests are read and the connection is closed without an answer. */
  public void disconnect() {
    behaviour = new Behaviour(Mode.DISCONNECT, 0, null, Duration.ZERO);
  }

  /** From now on requests are read and never answered, until this is closed. */
  public void hang() {
    behaviour = new Behaviour(Mode.HANG, 0, null, Duration.ZERO);
  }

  /** From now on requests are answered 200 after this time. */
  public void slow(Duration delay) {
    behaviour = new Behaviour(Mode.SLOW, 200, null, delay);
  }

  private void receive(HttpExchange exchange) throws IOException {
    Behaviour now = behaviour;
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Map<String, String> headers = new LinkedHashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
      boolean gzip = "gzip".equals(headers.get("content-encoding"));
      byte[] message = gzip ? unzipped(body) : body;
      if (now.mode == Mode.SLOW && await(now.delay)) {
        return;
      }
      remember(exchange, headers, body.length, message, now);
      if (now.mode == Mode.HANG) {
        await(Duration.ofDays(1));
      } else if (now.mode != Mode.DISCONNECT) {
        if (now.retryAfter != null) {
          exchange.getResponseHeaders().add("Retry-After", now.retryAfter);
        }
        exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(now.status, -1);
      }
    }
  }

  private static byte[] unzipped(byte[] body) throws IOException {
    try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return stream.readAllBytes();
    }
  }

  /** Whether this was closed before the time was up. */
  private boolean await(Duration time) {
    try {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void remember(
      HttpExchange exchange,
      Map<String, String> headers,
      int wireBytes,
      byte[] message,
      Behaviour now)
      throws IOException {
    String path = exchange.getRequestURI().getPath();
    List<ReceivedSpan> newSpans = new ArrayList<>();
    List<ReceivedMetric> newMetrics = new ArrayList<>();
    List<ReceivedEvent> newEvents = new ArrayList<>();
    if (path.endsWith("/v1/traces")) {
      newSpans.addAll(OtlpReader.spans(ExportTraceServiceRequest.parseFrom(message)));
    } else if (path.endsWith("/v1/metrics")) {
      newMetrics.addAll(OtlpReader.metrics(ExportMetricsServiceRequest.parseFrom(message)));
    } else if (path.endsWith("/v1/logs")) {
      newEvents.addAll(OtlpReader.events(ExportLogsServiceRequest.parseFrom(message)));
    }
    int items = newSpans.size() + newMetrics.size() + newEvents.size();
    synchronized (this) {
      requests.add(
          new ReceivedRequest(
              exchange.getRequestMethod(), path, headers, wireBytes, items, now.status));
      if (now.status == 200) {
        spans.addAll(newSpans);
        metrics.addAll(newMetrics);
        events.addAll(newEvents);
      }
      notifyAll();
    }
  }

  /** Every request so far, in order; a copy, like the lists below. */
  public synchronized List<ReceivedRequest> requests() {
    return List.copyOf(requests);
  }

  public synchronized List<ReceivedSpan> spans() {
    return List.copyOf(spans);
  }

  public synchronized List<ReceivedMetric> metrics() {
    return List.copyOf(metrics);
  }

  public synchronized List<ReceivedEvent> events() {
    return List.copyOf(events);
  }

  /** Forgets everything that arrived. */
  public synchronized void clear() {
    requests.clear();
    spans.clear();
    metrics.clear();
    events.clear();
  }

  /** The first request that matches, waiting for it; an AssertionError if the time is up. */
  public ReceivedRequest awaitRequest(Predicate<ReceivedRequest> matching, Duration limit) {
    return await("request", this::requests, matching, limit);
  }

  /** The first span that matches, waiting for it; an AssertionError if the time is up. */
  public ReceivedSpan awaitSpan(Predicate<ReceivedSpan> matching, Duration limit) {
    return await("span", this::spans, matching, limit);
  }

  /** The first metric point that matches, waiting for it; an AssertionError if the time is up. */
  public ReceivedMetric awaitMetric(Predicate<ReceivedMetric> matching, Duration limit) {
    return await("metric point", this::metrics, matching, limit);
  }

  /** The first log record that matches, waiting for it; an AssertionError if the time is up. */
  public ReceivedEvent awaitEvent(Predicate<ReceivedEvent> matching, Duration limit) {
    return await("event", this::events, matching, limit);
  }

  private synchronized <T> T await(
      String what, Supplier<List<T>> received, Predicate<T> matching, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      for (T item : received.get()) {
        if (matching.test(item)) {
          return item;
        }
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError(
            "no such " + what + " within " + limit + "; received: " + received.get());
      }
      try {
        wait(left);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for a " + what, interrupted);
      }
    }
  }

  /** Stops listening and ends every connection; what arrived can still be read. */
  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
