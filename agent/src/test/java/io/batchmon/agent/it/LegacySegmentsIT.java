package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program of the AWS X-Ray SDK, once as it was, with a recorder in the daemon's place, and once
 * with the agent: the same tree, as spans, and nothing for the daemon.
 */
class LegacySegmentsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String END = "the end";
  private static final List<String> LIBRARIES =
      List.of("aws-xray-recorder-sdk-core-", "jackson-", "commons-logging-");
  private static final int LIMIT_MILLIS = 60_000;

  @RegisterExtension static final Receivers receivers = new Receivers();

  /** What both tell of one segment, in the same words. */
  private record Facts(
      String parent,
      boolean fault,
      long status,
      Map<String, Object> annotations,
      String metadata,
      String query,
      List<String> exceptions) {}

  static Stream<Jdk> oldestAndNewest() {
    List<Jdk> all = Jdk.all().toList();
    return Stream.of(all.get(0), all.get(all.size() - 1)).distinct();
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void theTreeIsTheSame(Jdk jdk) throws IOException {
    List<JsonNode> asItWas = new ArrayList<>();
    Ended without = run(ForkedJvm.on(jdk), asItWas);
    List<JsonNode> sent = new ArrayList<>();
    Ended with = run(receivers.jvm(jdk), sent);

    assertThat(with.err()).doesNotContain("[batchmon]");
    assertThat(with.out()).isEqualTo(without.out()).isEqualTo("settled" + System.lineSeparator());
    assertThat(with.exitCode()).isZero();
    assertThat(sent).isEmpty();
    Map<String, Facts> tree = new LinkedHashMap<>();
    for (JsonNode segment : asItWas) {
      add(tree, "", segment);
    }
    assertThat(tree).hasSize(6).doesNotContainKey("never-seen");
    Map<String, ReceivedSpan> spans = new LinkedHashMap<>();
    receivers.collector().spans().forEach(span -> spans.put(span.name(), span));
    assertThat(spans.keySet())
        .containsExactlyInAnyOrder(
            "LegacySegments",
            "ledger",
            "settlement",
            "read",
            "accounts@db.example",
            "book",
            "report");
    tree.forEach((name, facts) -> assertThat(of(spans, name)).as(name).isEqualTo(facts));
    assertIds(spans);
  }

  private static void assertIds(Map<String, ReceivedSpan> spans) {
    ReceivedSpan ledger = spans.get("ledger");
    assertThat(ledger.traceId()).isEqualTo("5759e988bd862e3fe1be46a994272793");
    assertThat(ledger.parentSpanId()).isEqualTo("53995c3f42cd8ad8");
    assertThat(ledger.kind()).isEqualTo("SERVER");
    assertThat(ledger.statusCode()).isEqualTo("ERROR");
    assertThat(ledger.attributes()).containsEntry("error.type", "503");
    ReceivedSpan main = spans.get("LegacySegments");
    assertThat(main.attributes()).containsEntry("batch.job.outcome", "succeeded");
    ReceivedSpan settlement = spans.get("settlement");
    assertThat(settlement.traceId()).isEqualTo(main.traceId());
    assertThat(settlement.parentSpanId()).isEqualTo(main.spanId());
    assertThat(settlement.statusCode()).isEqualTo("UNSET");
    ReceivedSpan book = spans.get("book");
    assertThat(book.statusCode()).isEqualTo("ERROR");
    assertThat(book.attributes()).containsEntry("error.type", "java.lang.IllegalStateException");
    assertThat(spans.get("accounts@db.example").kind()).isEqualTo("CLIENT");
  }

  private static Ended run(ForkedJvm jvm, List<JsonNode> documents) throws IOException {
    try (DatagramSocket daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      daemon.setSoTimeout(LIMIT_MILLIS);
      Ended ended =
          jvm.env("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:" + daemon.getLocalPort())
              .command("-cp", Programs.classPath(LIBRARIES), "LegacySegments")
              .run();
      byte[] end = END.getBytes(StandardCharsets.UTF_8);
      daemon.send(new DatagramPacket(end, end.length, daemon.getLocalSocketAddress()));
      for (String packet = next(daemon); !packet.equals(END); packet = next(daemon)) {
        documents.add(JSON.readTree(packet.substring(packet.indexOf('\n') + 1)));
      }
      return ended;
    }
  }

  private static String next(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  private static void add(Map<String, Facts> tree, String parent, JsonNode segment) {
    Map<String, Object> annotations = new LinkedHashMap<>();
    segment
        .path("annotations")
        .properties()
        .forEach(
            annotation ->
                annotations.put(
                    annotation.getKey(),
                    annotation.getValue().isNumber()
                        ? (Object) annotation.getValue().asLong()
                        : annotation.getValue().asText()));
    List<String> exceptions = new ArrayList<>();
    segment
        .path("cause")
        .path("exceptions")
        .forEach(
            exception ->
                exceptions.add(
                    exception.path("type").asText() + ": " + exception.path("message").asText()));
    String name = segment.path("name").asText();
    tree.put(
        name,
        new Facts(
            parent,
            segment.path("fault").asBoolean(),
            segment.path("http").path("response").path("status").asLong(),
            annotations,
            segment.path("metadata").path("default").toString(),
            segment.path("sql").path("sanitized_query").asText(),
            exceptions));
    segment.path("subsegments").forEach(inside -> add(tree, name, inside));
  }

  private static Facts of(Map<String, ReceivedSpan> spans, String name) {
    ReceivedSpan span = spans.get(name);
    String parent =
        spans.values().stream()
            .filter(other -> other.spanId().equals(span.parentSpanId()))
            .map(ReceivedSpan::name)
            .filter(other -> !other.equals("LegacySegments"))
            .findFirst()
            .orElse("");
    Map<String, Object> annotations = new LinkedHashMap<>();
    Object names = span.attributes().getOrDefault("aws.xray.annotations", List.of());
    ((List<?>) names)
        .forEach(each -> annotations.put((String) each, span.attributes().get((String) each)));
    List<String> exceptions =
        span.events().stream()
            .map(
                event ->
                    event.attributes().get("exception.type")
                        + ": "
                        + event.attributes().get("exception.message"))
            .toList();
    return new Facts(
        parent,
        Boolean.TRUE.equals(span.attributes().get("aws.xray.fault")),
        (Long) span.attributes().getOrDefault("http.response.status_code", 0L),
        annotations,
        (String) span.attributes().getOrDefault("aws.xray.metadata.default", ""),
        (String) span.attributes().getOrDefault("db.query.text", ""),
        exceptions);
  }
}
