package io.batchmon.collector.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * X-Ray, CloudWatch Logs and the OTLP endpoints of AWS on a loopback port: every signature is
 * computed anew, every document held against its published rules, and what AWS would refuse is
 * refused. Thread-safe.
 */
public final class StandInAws implements AutoCloseable {
  static final String REGION = "eu-central-1";
  static final String KEY_ID = "AKIASTANDIN";
  static final String SECRET = "stand/in+secret";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_DOCUMENTS = 50;

  static {
    // why: else each answer waits for the client's delayed acknowledgement
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** A request that was refused, and why. */
  record Refusal(String service, int status, String reason) {}

  private record Request(String method, URI uri, Map<String, String> headers, ByteString body) {}

  private record Answer(int status, String body, Map<String, String> headers) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(StandInAws::daemon);
  private final SigV4Check signatures = new SigV4Check(KEY_ID, SECRET, REGION);
  private final Map<String, Answer> faults = new ConcurrentHashMap<>();
  private final List<JsonNode> segments = new ArrayList<>();
  private final List<String> unprocessed = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<ExportTraceServiceRequest> traces = new ArrayList<>();
  private final List<ExportMetricsServiceRequest> metrics = new ArrayList<>();
  private final List<ExportLogsServiceRequest> logs = new ArrayList<>();
  private final List<String> accepted = new ArrayList<>();
  private final List<String> repeated = new ArrayList<>();
  final LogGroups logGroups = new LogGroups();

  private StandInAws(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "stand-in-aws");
    thread.setDaemon(true);
    return thread;
  }

  static StandInAws start() throws IOException {
    return new StandInAws(0);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What a process needs to be let in here. */
  Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("AWS_ENDPOINT_URL", url());
    variables.put("AWS_REGION", REGION);
    variables.put("AWS_ACCESS_KEY_ID", KEY_ID);
    variables.put("AWS_SECRET_ACCESS_KEY", SECRET);
    variables.put("AWS_EC2_METADATA_DISABLED", "true");
    return variables;
  }

  /** From now on a service ({@code xray}, {@code logs}, {@code monitoring}) answers so. */
  void fail(String service, int status, String code) {
    faults.put(service, refused(status, code, code));
  }

  /** From now on connections are closed without an answer, as if nobody were there. */
  void vanish(String service) {
    faults.put(service, new Answer(0, "", Map.of()));
  }

  /** The service is itself again. */
  void recover(String service) {
    faults.remove(service);
  }

  /** The documents that were taken, in order. */
  synchronized List<JsonNode> segments() {
    return List.copyOf(segments);
  }

  /** What was wrong with documents that were not. */
  synchronized List<String> unprocessed() {
    return List.copyOf(unprocessed);
  }

  synchronized List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  synchronized List<ExportTraceServiceRequest> traces() {
    return List.copyOf(traces);
  }

  synchronized List<ExportMetricsServiceRequest> metrics() {
    return List.copyOf(metrics);
  }

  synchronized List<ExportLogsServiceRequest> logs() {
    return List.copyOf(logs);
  }

  /** Service and path of each request that was let in. */
  synchronized List<String> accepted() {
    return List.copyOf(accepted);
  }

  /** Requests that a client sent again, since it had no answer that it could use. */
  synchronized List<String> repeated() {
    return List.copyOf(repeated);
  }

  synchronized void clear() {
    segments.clear();
    unprocessed.clear();
    refusals.clear();
    traces.clear();
    metrics.clear();
    logs.clear();
    accepted.clear();
    repeated.clear();
  }

  /** What this gives as soon as it is not null, waiting for it. */
  <T> T await(String what, Duration limit, Supplier<@Nullable T> found) {
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (this) {
      while (true) {
        T value = found.get();
        if (value != null) {
          return value;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError(
              "no "
                  + what
                  + " within "
                  + limit
                  + "; refused: "
                  + refusals
                  + "; unprocessed: "
                  + unprocessed
                  + "; segments: "
                  + segments);
        }
        try {
          wait(left);
        } catch (InterruptedException interrupted) {
          throw new AssertionError(interrupted);
        }
      }
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) ->
                  headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
      byte[] body = exchange.getRequestBody().readAllBytes();
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              headers,
              ByteString.copyFrom(body));
      Answer answer = answer(request);
      if (answer.status == 0) {
        return;
      }
      answer.headers.forEach(exchange.getResponseHeaders()::set);
      byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private Answer answer(Request request) throws IOException {
    String service = service(request);
    Answer answer = faults.get(service);
    if (answer == null) {
      String refusal =
          signatures.refusal(
              service,
              request.method,
              request.uri,
              request.headers,
              request.body.toByteArray(),
              Instant.now());
      answer = refusal == null ? served(request) : refused(403, code(refusal), refusal);
    }
    String attempt = request.headers.getOrDefault("amz-sdk-request", "attempt=1;");
    synchronized (this) {
      if (!attempt.startsWith("attempt=1;")) {
        repeated.add(service + ' ' + request.uri.getPath() + ' ' + attempt);
      }
      if (answer.status == 200) {
        accepted.add(service + ' ' + request.uri.getPath());
      } else {
        refusals.add(new Refusal(service, answer.status, answer.body));
      }
      notifyAll();
    }
    return answer;
  }

  private static String code(String refusal) {
    return refusal.substring(0, refusal.indexOf(':'));
  }

  private static String service(Request request) {
    return switch (request.uri.getPath()) {
      case "/v1/traces", "/TraceSegments", "/TelemetryRecords" -> "xray";
      case "/v1/metrics" -> "monitoring";
      default -> "logs";
    };
  }

  private static Answer refused(int status, String code, String message) {
    return new Answer(
        status,
        "{\"__type\":\"" + code + "\",\"message\":\"" + message.replace('"', '\'') + "\"}",
        Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amzn-ErrorType", code));
  }

  private static Answer json(Object body) throws IOException {
    return new Answer(
        200, JSON.writeValueAsString(body), Map.of("Content-Type", "application/x-amz-json-1.1"));
  }

  private Answer served(Request request) throws IOException {
    byte[] body = request.body.toByteArray();
    if ("gzip".equals(request.headers.get("content-encoding"))) {
      try (InputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(body))) {
        body = unzipped.readAllBytes();
      }
    }
    return switch (request.uri.getPath()) {
      case "/TraceSegments" -> putSegments(JSON.readTree(body));
      case "/TelemetryRecords" -> json(Map.of());
      case "/v1/traces" -> takeTraces(ExportTraceServiceRequest.parseFrom(body), body.length);
      case "/v1/metrics" -> takeMetrics(ExportMetricsServiceRequest.parseFrom(body), body.length);
      case "/v1/logs" -> takeLogs(request, ExportLogsServiceRequest.parseFrom(body), body.length);
      default -> logs(request, body);
    };
  }

  private Answer logs(Request request, byte[] body) throws IOException {
    String target = request.headers.getOrDefault("x-amz-target", "");
    if (!target.startsWith("Logs_20140328.")) {
      return refused(400, "UnknownOperationException", request.uri + " " + target);
    }
    try {
      return json(
          logGroups.call(
              target.substring(target.indexOf('.') + 1), JSON.readTree(body), Instant.now()));
    } catch (LogGroups.Refused refusal) {
      return refused(400, code(refusal.getMessage()), refusal.getMessage());
    }
  }

  private synchronized Answer putSegments(JsonNode input) throws IOException {
    JsonNode documents = input.path("TraceSegmentDocuments");
    if (documents.isEmpty() || documents.size() > MOST_DOCUMENTS) {
      return refused(400, "InvalidRequestException", documents.size() + " documents");
    }
    List<Map<String, String>> notTaken = new ArrayList<>();
    for (JsonNode text : documents) {
      List<String> problems = SegmentRules.problems(text.asText());
      if (problems.isEmpty()) {
        segments.add(JSON.readTree(text.asText()));
      } else {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("ErrorCode", "InvalidDocument");
        answer.put("Message", problems.toString());
        notTaken.add(answer);
        unprocessed.add(problems.toString());
      }
    }
    return json(Map.of("UnprocessedTraceSegments", notTaken));
  }

  private synchronized Answer takeTraces(ExportTraceServiceRequest request, int bytes) {
    List<Span> spans =
        request.getResourceSpansList().stream()
            .flatMap(resource -> resource.getScopeSpansList().stream())
            .flatMap(scope -> scope.getSpansList().stream())
            .toList();
    long first = spans.stream().mapToLong(Span::getStartTimeUnixNano).min().orElse(0);
    long last = spans.stream().mapToLong(Span::getEndTimeUnixNano).max().orElse(0);
    String problem = null;
    if (spans.isEmpty() || spans.size() > 10_000 || bytes > 5 << 20) {
      problem = spans.size() + " spans in " + bytes + " bytes";
    } else if (last - first > Duration.ofHours(24).toNanos() && spans.size() > 1) {
      problem = "the spans of one request are more than 24 hours apart";
    } else if (spans.stream().anyMatch(span -> span.getSerializedSize() > 200 * 1024)) {
      problem = "a span of more than 200 KB";
    }
    if (problem != null) {
      return refused(400, "ValidationException", problem);
    }
    traces.add(request);
    return new Answer(200, "", Map.of("Content-Type", "application/x-protobuf"));
  }

  private synchronized Answer takeMetrics(ExportMetricsServiceRequest request, int bytes) {
    if (bytes > 1 << 20) {
      return refused(400, "ValidationException", bytes + " bytes");
    }
    metrics.add(request);
    return new Answer(200, "", Map.of("Content-Type", "application/x-protobuf"));
  }

  private synchronized Answer takeLogs(
      Request request, ExportLogsServiceRequest message, int bytes) {
    String group = request.headers.getOrDefault("x-aws-log-group", "");
    String stream = request.headers.getOrDefault("x-aws-log-stream", "");
    if (!logGroups.has(group, stream)) {
      return refused(400, "ResourceNotFoundException", "no " + group + " with " + stream);
    }
    if (bytes > 1 << 20) {
      return refused(400, "ValidationException", bytes + " bytes");
    }
    logs.add(message);
    return new Answer(200, "", Map.of("Content-Type", "application/x-protobuf"));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
