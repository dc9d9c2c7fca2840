package io.batchmon.agent.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * What gives credentials on EC2, ECS and EKS, and STS, in their own formats, strict about what they
 * want to be sent; for the other services, answers that a test has prepared.
 */
public final class StandInAws implements AutoCloseable {
  /** A request as it came. */
  public record Request(String method, String path, Map<String, String> headers, String body) {}

  /** An answer to a service's request. */
  public record Answer(int status, String body, Map<String, String> headers) {
    public static Answer of(int status, String body, String... headers) {
      Map<String, String> all = new TreeMap<>();
      for (int i = 0; i < headers.length; i += 2) {
        all.put(headers[i], headers[i + 1]);
      }
      return new Answer(status, body, all);
    }
  }

  private static final String ROLE = "batch-role";
  private static final String IMDS_TOKEN = "imds-token";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(StandInAws::daemon);
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile String containerToken;
  private volatile int metadataStatus = 200;
  private volatile int stsStatus = 200;
  private volatile boolean hangs;
  private volatile Instant expiration = Instant.parse("2040-01-01T00:00:00Z");
  private final AtomicInteger generation = new AtomicInteger(1);

  private final String scheme;

  private StandInAws(SSLContext tls) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (tls == null) {
      server = HttpServer.create(any, 0);
      scheme = "http";
    } else {
      HttpsServer https = HttpsServer.create(any, 0);
      https.setHttpsConfigurator(new HttpsConfigurator(tls));
      server = https;
      scheme = "https";
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "stand-in-aws");
    thread.setDaemon(true);
    return thread;
  }

  public static StandInAws start() throws IOException {
    return new StandInAws(null);
  }

  public static StandInAws start(SSLContext tls) throws IOException {
    return new StandInAws(tls);
  }

  public String url() {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  public List<String> paths() {
    return requests().stream().map(request -> request.method() + " " + request.path()).toList();
  }

  /** The next requests to a service get these, one each. */
  public void answer(Answer... next) {
    synchronized (answers) {
      answers.addAll(List.of(next));
    }
  }

  public void wantContainerToken(String token) {
    containerToken = token;
  }

  public void metadataAnswers(int status) {
    metadataStatus = status;
  }

  public void stsAnswers(int status) {
    stsStatus = status;
  }

  public void hang() {
    hangs = true;
  }

  public void expireAt(Instant time) {
    expiration = time;
  }

  /** From now on there are other keys. */
  public void rotate() {
    generation.incrementAndGet();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    String body;
    try (InputStream in = exchange.getRequestBody()) {
      body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String path = exchange.getRequestURI().getPath();
    Request request = new Request(exchange.getRequestMethod(), path, headers, body);
    requests.add(request);
    if (hangs) {
      awaitClose();
    }
    Answer answer = answerTo(request);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private void awaitClose() {
    try {
      closed.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answerTo(Request request) {
    if (request.path().startsWith("/latest/")) {
      return metadata(request);
    }
    if (request.path().startsWith("/v2/credentials/") || request.path().equals("/v1/credentials")) {
      return containerToken == null || containerToken.equals(request.headers().get("authorization"))
          ? Answer.of(200, keys("CONTAINER"))
          : Answer.of(401, "");
    }
    if (request.body().contains("Action=AssumeRole")) {
      return sts(request);
    }
    synchronized (answers) {
      Answer next = answers.poll();
      return next == null ? Answer.of(500, "nothing prepared") : next;
    }
  }

  private Answer metadata(Request request) {
    String base = "/latest/meta-data/iam/security-credentials/";
    if (metadataStatus != 200) {
      return Answer.of(metadataStatus, "");
    }
    if (request.method().equals("PUT")) {
      return request.path().equals("/latest/api/token")
              && request.headers().containsKey("x-aws-ec2-metadata-token-ttl-seconds")
          ? Answer.of(200, IMDS_TOKEN)
          : Answer.of(400, "");
    }
    if (!IMDS_TOKEN.equals(request.headers().get("x-aws-ec2-metadata-token"))) {
      return Answer.of(401, "");
    }
    if (request.path().equals(base)) {
      return Answer.of(200, ROLE);
    }
    if (request.path().equals(base + ROLE)) {
      return Answer.of(200, keys("INSTANCE"));
    }
    return request.path().equals("/latest/meta-data/placement/region")
        ? Answer.of(200, "eu-west-3")
        : Answer.of(404, "");
  }

  private String keys(String of) {
    return ("{\"Code\":\"Success\",\"LastUpdated\":\"2026-01-01T00:00:00Z\",\"Type\":\"AWS-HMAC\","
            + "\"AccessKeyId\":\"ASIA%s%d\",\"SecretAccessKey\":\"secret/%s+%d\","
            + "\"Token\":\"token/%s%d==\",\"Expiration\":\"%s\"}")
        .formatted(of, generation.get(), of, generation.get(), of, generation.get(), expiration);
  }

  private Answer sts(Request request) {
    Map<String, String> form = new TreeMap<>();
    for (String pair : request.body().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    if (stsStatus != 200) {
      return Answer.of(
          stsStatus,
          "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>"
              + "<Type>Sender</Type><Code>AccessDenied</Code><Message>Not authorized to perform"
              + " sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>");
    }
    boolean web = form.get("Action").equals("AssumeRoleWithWebIdentity");
    boolean isRight =
        web
            ? "web-token".equals(form.get("WebIdentityToken"))
                && !request.headers().containsKey("authorization")
            : request.headers().getOrDefault("authorization", "").startsWith("AWS4-HMAC-SHA256 ");
    if (!isRight || form.get("RoleSessionName") == null) {
      return Answer.of(400, "<ErrorResponse><Error><Code>Bad</Code></Error></ErrorResponse>");
    }
    String by = web ? "" : request.headers().get("authorization").split("[=/]", 3)[1];
    String role = form.get("RoleArn").replaceAll(".*/", "");
    String id = "ASIA" + role + by + form.getOrDefault("ExternalId", "") + generation.get();
    String action = form.get("Action");
    return Answer.of(
        200,
        ("<%1$sResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <%1$sResult>\n"
                + "    <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/x/y</Arn>"
                + "<AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser>\n    <Credentials>"
                + "<AccessKeyId>%2$s</AccessKeyId><SecretAccessKey>secret/%2$s&amp;+</SecretAccessKey>"
                + "<SessionToken>token/%2$s==</SessionToken><Expiration>%3$s</Expiration>"
                + "</Credentials>\n  </%1$sResult>\n  <ResponseMetadata><RequestId>r</RequestId>"
                + "</ResponseMetadata>\n</%1$sResponse>")
            .formatted(action, id, expiration),
        "Content-Type",
        "text/xml");
  }
}
