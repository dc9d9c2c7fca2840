package io.batchmon.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.batchmon.collector.kit.Await;
import io.batchmon.collector.kit.Collector;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInCollector;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** fleet-agent.yaml and fleet-gateway.yaml: one collector, two gateways, one backend. */
class FleetIT {
  @TempDir private Path folder;
  private final Spans spans = new Spans(20261121);
  private final Set<String> certain = new HashSet<>();
  private final Set<String> slow = new HashSet<>();
  private final Set<String> ordinary = new HashSet<>();
  private StandInCollector backend;
  private Collector first;
  private Collector second;
  private Collector agent;

  @BeforeEach
  void start() throws IOException {
    backend = StandInCollector.start();
    first = gateway("gateway-1").start();
    second = gateway("gateway-2").start();
    agent =
        Collector.of("fleet-agent", folder.resolve("agent"), "base.yaml", "fleet-agent.yaml")
            .env("COLLECTOR_GATEWAYS", "[" + first.otlpGrpc() + ", " + second.otlpGrpc() + "]")
            .env("COLLECTOR_GATEWAY", second.otlpGrpc())
            .env("COLLECTOR_QUEUE_DIR", folder.resolve("agent-queue").toString())
            .start();
  }

  private Collector gateway(String name) {
    return Collector.of(name, folder.resolve(name), "base.yaml", "fleet-gateway.yaml")
        .env("COLLECTOR_BACKEND", backend.endpoint())
        .env("COLLECTOR_QUEUE_DIR", folder.resolve(name + "-queue").toString())
        .env("COLLECTOR_DECISION_WAIT", "2s")
        .env("COLLECTOR_SAMPLED_PERCENT", "0");
  }

  @AfterEach
  void close() {
    for (Collector collector : new Collector[] {agent, first, second}) {
      if (collector != null) {
        collector.close();
      }
    }
    backend.close();
  }

  private static String id(Span.Builder span) {
    return HexFormat.of().formatHex(span.getSpanId().toByteArray());
  }

  /** Jobs with their calls, requests that failed, slow ones, and ordinary ones. */
  private void send() throws Exception {
    List<Span.Builder> batch = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ByteString trace = spans.traceId();
      Span.Builder job = spans.job(trace, "nightly", Instant.now(), Duration.ofMillis(50));
      Span.Builder failed = Spans.failed(spans.request(spans.traceId(), Duration.ofMillis(9)));
      for (Span.Builder each : List.of(job, spans.call(trace, job), failed)) {
        certain.add(id(each));
        batch.add(each);
      }
      Span.Builder late = spans.request(spans.traceId(), Duration.ofSeconds(3));
      slow.add(id(late));
      batch.add(late);
      for (int n = 0; n < 5; n++) {
        Span.Builder usual = spans.request(spans.traceId(), Duration.ofMillis(9));
        ordinary.add(id(usual));
        batch.add(usual);
      }
    }
    assertThat(Spans.post(agent.otlpHttp(), "traces", Spans.request(batch))).isEqualTo(200);
  }

  private Map<String, Long> arrived() {
    return backend.spans().stream()
        .collect(Collectors.groupingBy(ReceivedSpan::spanId, Collectors.counting()));
  }

  private void sendBatches(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      send();
    }
  }

  /** The backend is away, so that what the gateway has taken is nowhere but on its disk. */
  @Test
  void gatewayThatIsKilledLosesNoJobAndNoFailure() throws Exception {
    backend.answerStatus(503);
    sendBatches(20);
    Await.until(
        "the gateways have taken everything",
        () -> agent.counter("otelcol_exporter_sent_spans", "loadbalancing") >= 20 * 90);
    first.kill();
    sendBatches(20);
    first.start();
    sendBatches(20);
    backend.answer();

    Await.until("jobs and failures", () -> arrived().keySet().containsAll(certain));
    Set<String> before = Set.copyOf(slow);
    send();
    slow.removeAll(before);
    Await.until("what is decided last", () -> arrived().keySet().containsAll(slow));
    Map<String, Long> arrived = arrived();
    long lostSlow = before.stream().filter(each -> !arrived.containsKey(each)).count();
    long twice = certain.stream().filter(each -> arrived.getOrDefault(each, 0L) > 1).count();
    System.err.println(
        "A gateway was killed: of %d spans of jobs and failures 0 lost, %d twice; of %d slow ones %d lost"
            .formatted(certain.size(), twice, before.size(), lostSlow));
    assertThat(certain).hasSize(61 * 30);
    assertThat(lostSlow).as("only what was in its memory").isLessThanOrEqualTo(before.size() / 3);
    assertThat(arrived.keySet()).doesNotContainAnyElementsOf(ordinary);
  }

  @Test
  void collectorThatIsKilledWhileNoGatewayIsThereLosesNothing() throws Exception {
    first.terminate();
    second.terminate();
    sendBatches(10);
    agent.kill();
    agent.start();
    first.start();
    second.start();

    Await.until("jobs and failures", () -> arrived().keySet().containsAll(certain));
    Await.until("slow requests", () -> arrived().keySet().containsAll(slow));
    assertThat(certain).hasSize(10 * 30);
    assertThat(arrived().keySet()).doesNotContainAnyElementsOf(ordinary);
  }

  @Test
  void traceWithAJobIsKeptWhole() throws Exception {
    Span.Builder cause = spans.request(spans.traceId(), Duration.ofMillis(9));
    Span.Builder job =
        spans
            .job(cause.getTraceId(), "report", Instant.now(), Duration.ofMillis(5))
            .setParentSpanId(cause.getSpanId());
    Span.Builder alone = spans.request(spans.traceId(), Duration.ofMillis(9));
    assertThat(Spans.post(agent.otlpHttp(), "traces", Spans.request(cause, alone))).isEqualTo(200);
    assertThat(Spans.post(agent.otlpHttp(), "traces", Spans.request(job))).isEqualTo(200);

    Await.until("its request", () -> arrived().containsKey(id(cause)));
    assertThat(arrived()).containsEntry(id(job), 1L).doesNotContainKey(id(alone));
  }
}
