package io.batchmon.collector.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Whom the jobs of these tests call: answers the status that the path names, holds, and takes
 * objects as S3 does.
 */
final class Partner implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(Partner::daemon);
  private final CountDownLatch letGo = new CountDownLatch(1);

  private Partner() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "partner");
    thread.setDaemon(true);
    return thread;
  }

  static Partner start() throws IOException {
    return new Partner();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Answers whoever asks for {@code /hold}, now and later. */
  void letGo() {
    letGo.countDown();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/hold") && !letGo.await(60, TimeUnit.SECONDS)) {
        return;
      }
      boolean status = path.matches("/\\d+");
      exchange.sendResponseHeaders(status ? Integer.parseInt(path.substring(1)) : 200, -1);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    letGo();
    server.stop(0);
    threads.shutdownNow();
  }
}
