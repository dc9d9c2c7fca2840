package io.batchmon.instrumentation.awssdk1;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Answers as STS does, and keeps the headers that it received. */
final class StandInSts implements AutoCloseable {
  static final String REQUEST_ID = "c6104cbe-af31-11e0-8154-cbc7ccf896c7";

  /** What is answered next, 0 for nothing until this is closed; then all is well. */
  final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<Headers> received = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  StandInSts() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    received.add(exchange.getRequestHeaders());
    Integer said = statuses.poll();
    int status = said == null ? 200 : said;
    if (status == 0) {
      try {
        closed.await();
      } catch (InterruptedException failure) {
        throw new IOException(failure);
      }
      status = 200;
    }
    String text =
        status == 200
            ? "<GetCallerIdentityResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'>"
                + "<GetCallerIdentityResult><Account>123456789012</Account>"
                + "</GetCallerIdentityResult><ResponseMetadata><RequestId>"
                + REQUEST_ID
                + "</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
            : "<ErrorResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><Error>"
                + "<Type>Sender</Type><Code>AccessDenied</Code><Message>Not you</Message></Error>"
                + "<RequestId>"
                + REQUEST_ID
                + "</RequestId></ErrorResponse>";
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    exchange.getResponseHeaders().set("x-amzn-RequestId", REQUEST_ID);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  Headers take() throws InterruptedException {
    Headers next = received.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request came");
    }
    return next;
  }

  /** Answers at last what it has not yet. */
  void goOn() {
    closed.countDown();
  }

  @Override
  public void close() {
    goOn();
    server.stop(0);
    threads.shutdownNow();
  }
}
