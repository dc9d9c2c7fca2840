package io.batchmon.instrumentation.powerjob;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import tech.powerjob.common.enums.Protocol;
import tech.powerjob.worker.PowerJobWorker;
import tech.powerjob.worker.common.PowerJobWorkerConfig;
import tech.powerjob.worker.common.constants.StoreStrategy;

/**
 * The worker of PowerJob under test, told what to do by HTTP as its server does, to which it
 * reports here by HTTP.
 */
final class TestWorker {
  static final boolean FLOOR = "floor".equals(System.getProperty("version.line"));

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final AtomicLong INSTANCES = new AtomicLong(1000);

  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;

  private TestWorker(String address) {
    this.address = address;
  }

  static TestWorker start() throws Exception {
    System.setProperty("powerjob.network.local.address", "127.0.0.1");
    System.setProperty("powerjob.worker.workspace", "target/powerjob");
    System.setProperty("powerjob.worker.status-check.normal.period", "1");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String serverAddress = "127.0.0.1:" + server.getAddress().getPort();
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          String data =
              switch (path) {
                case "/server/assert" -> "7";
                case "/server/acquire" -> "\"" + serverAddress + "\"";
                default -> "null";
              };
          byte[] answer =
              ("{\"success\":true,\"data\":" + data + "}").getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "test-server");
              thread.setDaemon(true);
              return thread;
            }));
    server.start();

    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    PowerJobWorkerConfig config = new PowerJobWorkerConfig();
    config.setAppName("books");
    config.setPort(port);
    config.setServerAddress(List.of(serverAddress));
    config.setProtocol(Protocol.HTTP);
    config.setStoreStrategy(StoreStrategy.MEMORY);
    new PowerJobWorker(config).init();
    return new TestWorker("127.0.0.1:" + port);
  }

  /** A job as the server sends it. */
  record Request(
      long jobId,
      String processor,
      String body,
      String executeType,
      String expressionType,
      int retries,
      long limitMillis) {
    static Request of(long jobId, Class<?> processor, String body) {
      return new Request(jobId, processor.getName(), body, "STANDALONE", "CRON", 0, 0);
    }

    Request on(String type) {
      return new Request(jobId, processor, body, type, expressionType, retries, limitMillis);
    }

    Request every(String type) {
      return new Request(jobId, processor, body, executeType, type, retries, limitMillis);
    }

    Request retried(int times) {
      return new Request(jobId, processor, body, executeType, expressionType, times, limitMillis);
    }

    Request limited(long millis) {
      return new Request(jobId, processor, body, executeType, expressionType, retries, millis);
    }
  }

  /** The id of the instance. */
  String fire(Request request, long dueMillis) throws Exception {
    long instance = INSTANCES.incrementAndGet();
    String meta = FLOOR ? "" : ",\"meta\":\"{\\\"ett\\\":" + dueMillis + "}\"";
    post(
        "/taskTracker/runJob",
        """
        {"allWorkerAddress":["%s"],"maxWorkerCount":0,"jobId":%d,"instanceId":%d,
         "executeType":"%s","processorType":"BUILT_IN","processorInfo":"%s",
         "instanceTimeoutMS":%d,"jobParams":"%s","instanceParams":"secret",
         "threadConcurrency":2,"taskRetryNum":%d,"timeExpressionType":"%s",
         "timeExpression":"1000","maxInstanceNum":1%s}"""
            .formatted(
                address,
                request.jobId,
                instance,
                request.executeType,
                request.processor,
                request.limitMillis,
                request.body,
                request.retries,
                request.expressionType,
                meta));
    return Long.toString(instance);
  }

  void stop(String instance) throws Exception {
    post("/taskTracker/stopInstance", "{\"instanceId\":" + instance + "}");
  }

  private void post(String path, String json) throws Exception {
    int status =
        client
            .send(
                HttpRequest.newBuilder(URI.create("http://" + address + path))
                    .timeout(LIMIT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .statusCode();
    assertThat(status).isEqualTo(200);
  }
}
