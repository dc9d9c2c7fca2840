package io.batchmon.benchmark;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/**
 * An OTLP endpoint over HTTP that counts what arrives; one per run, so that nothing of one run is
 * counted for another. Says yes to everything.
 */
final class Sink implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "sink");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Integer> spans = new ConcurrentHashMap<>();
  private final AtomicInteger metricRequests = new AtomicInteger();
  private final AtomicInteger unreadable = new AtomicInteger();

  Sink() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What has arrived until now. */
  Received received() {
    return new Received(Map.copyOf(spans), metricRequests.get(), unreadable.get());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean read = count(exchange);
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(read ? 200 : 400, -1);
    }
  }

  private boolean count(HttpExchange exchange) throws IOException {
    try (InputStream body = body(exchange)) {
      String path = exchange.getRequestURI().getPath();
      if (path.endsWith("/v1/traces")) {
        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
            .flatMap(resource -> resource.getScopeSpansList().stream())
            .flatMap(scope -> scope.getSpansList().stream())
            .forEach(span -> spans.merge(span.getName(), 1, Integer::sum));
      } else {
        body.readAllBytes();
        if (path.endsWith("/v1/metrics")) {
          metricRequests.incrementAndGet();
        }
      }
      return true;
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      unreadable.incrementAndGet();
      return false;
    }
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    InputStream raw = exchange.getRequestBody();
    return "gzip".equals(encoding) ? new GZIPInputStream(raw) : raw;
  }
}
