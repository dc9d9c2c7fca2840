package corpus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Random;
import java.util.concurrent.Executors;

/** What differs from one run to the next: ids, ports, names of hosts and files. */
public final class Env {
  private final Random random;
  private final HttpServer server;
  private final File directory;

  public Env(long seed) throws IOException {
    random = new Random(seed);
    directory = Files.createTempDirectory("corpus").toFile();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext(
        "/",
        new HttpHandler() {
          @Override
          public void handle(HttpExchange exchange) throws IOException {
            answer(exchange);
          }
        });
    server.start();
  }

  /** Paths are /s/STATUS/CODE; the body is an error as S3 writes it, or JSON. */
  private void answer(HttpExchange exchange) throws IOException {
    String[] path = (exchange.getRequestURI().getPath() + "////").split("/", -1);
    int status = 200;
    String code = "";
    for (int i = 0; i + 2 < path.length; i++) {
      if (path[i].equals("s")) {
        status = Integer.parseInt(path[i + 1]);
        code = path[i + 2];
      }
    }
    if (code.equals("slow")) {
      return;
    }
    String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
    String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    boolean json = target.startsWith("AmazonSQS") || type.contains("amz-json");
    String body =
        json
            ? "{\"__type\":\"com.amazonaws.sqs#" + code + "\",\"message\":\"no " + id() + "\"}"
            : code.equals("json")
                ? "{\"price\": \"x" + id() + "\", \"odd\": 1}"
                : "<?xml version=\"1.0\"?><Error><Code>"
                    + code
                    + "</Code><Message>no "
                    + id()
                    + "</Message><RequestId>"
                    + id()
                    + "</RequestId></Error>";
    byte[] bytes = body.getBytes("UTF-8");
    exchange
        .getResponseHeaders()
        .set(
            "Content-Type",
            code.equals("json")
                ? "application/json"
                : json ? "application/x-amz-json-1.0" : "application/xml");
    exchange.getResponseHeaders().set("x-amz-request-id", id());
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
    if (!head) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
    exchange.close();
  }

  public String id() {
    return Long.toString(random.nextLong() >>> 1, 36);
  }

  public int number() {
    return 1000 + random.nextInt(1_000_000);
  }

  public boolean flag() {
    return random.nextBoolean();
  }

  public String host() {
    return flag() ? "localhost" : "127.0.0.1";
  }

  /** Of the server that answers. */
  public String url(String path) {
    return "http://" + host() + ":" + server.getAddress().getPort() + path;
  }

  /** A port that nobody listens at. */
  public int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** One that is not there yet. */
  public File file(String suffix) {
    return new File(directory, id() + suffix);
  }

  public File directory() {
    return directory;
  }

  public void close() {
    server.stop(0);
  }
}
