package com.acme.backoffice.outside;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * A partner's web service. Every third request for {@code /figures}, starting with the first, is
 * never answered; every other one for {@code /rates}, starting with the first, is answered 503.
 */
@Component
public class Partner implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger figures = new AtomicInteger();
  private final AtomicInteger rates = new AtomicInteger();

  public Partner() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/figures",
        exchange -> {
          if (figures.getAndIncrement() % 3 != 0) {
            answer(exchange, 200, "revenue,48210.50");
          }
        });
    server.createContext(
        "/rates",
        exchange -> {
          boolean down = rates.getAndIncrement() % 2 == 0;
          answer(exchange, down ? 503 : 200, down ? "try again" : "EUR,1.0;USD,1.09");
        });
    server.start();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** The address of this path, which starts with a slash. */
  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
