package io.batchmon.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.night.Nightly;
import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.collector.kit.Await;
import io.batchmon.collector.kit.Collector;
import io.batchmon.collector.kit.Ports;
import io.batchmon.collector.kit.RunningProcess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agent and collector say when something is wrong, and what is lost. */
class BadInputIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String CRASHING =
      "java.lang.IllegalStateException: bad\n\tat a.B.c(B.java:1)\nCaused by: a.Remote:\n\tat a.D.e(D.java:2)\n";

  @TempDir private Path folder;
  private final Spans make = new Spans(7);
  private StandInAws aws;
  private Collector collector;

  @BeforeEach
  void start() throws IOException {
    aws = StandInAws.start();
  }

  @AfterEach
  void close() {
    if (collector != null) {
      collector.close();
    }
    aws.close();
  }

  private Collector classic(String... more) {
    List<String> files = new ArrayList<>(List.of("base.yaml", "aws-classic.yaml"));
    files.addAll(List.of(more));
    collector = Collector.of("bad-input", folder, files.toArray(String[]::new));
    aws.variables().forEach(collector::env);
    return collector
        .env("COLLECTOR_QUEUE_DIR", folder.resolve("queue").toString())
        .env("COLLECTOR_QUEUED", "127.0.0.1:" + Ports.free());
  }

  private int post(Span.Builder... spans) throws Exception {
    return Spans.post(collector.otlpHttp(), "traces", Spans.request(spans));
  }

  private Span.Builder job(String name, Instant start, Duration length) {
    return make.job(make.traceId(), name, start, length);
  }

  private JsonNode segment(String job) {
    return aws.await(
        job,
        LIMIT,
        () ->
            aws.segments().stream()
                .filter(each -> each.at("/metadata/default/batch.job.name").asText().equals(job))
                .findFirst()
                .orElse(null));
  }

  private String nightly(String... what) throws IOException {
    try (Partner partner = Partner.start()) {
      List<String> arguments = new ArrayList<>(List.of(partner.url()));
      arguments.addAll(List.of(what));
      RunningProcess job =
          Job.sendingTo(collector.otlpHttp())
              .start(folder, Nightly.class, arguments.toArray(String[]::new));
      assertThat(job.await()).as(job.log()).isZero();
      return job.log();
    }
  }

  @Test
  void withoutCredentialsTheJobSaysWhatIsLost() throws Exception {
    classic().env("AWS_ACCESS_KEY_ID", "").env("AWS_SECRET_ACCESS_KEY", "").start();

    String said = nightly("/200");

    assertThat(said).contains("Lost on exit: 2 spans", "HTTP status 503");
    assertThat(collector.log()).contains("failed to refresh cached credentials");
    assertThat(collector.isAlive()).isTrue();
    assertThat(aws.accepted()).isEmpty();
  }

  @Test
  void withoutCredentialsTheNativeProfileDoesNotStart() {
    collector =
        AwsNativeIT.collector(aws, folder)
            .env("AWS_ACCESS_KEY_ID", "")
            .env("AWS_SECRET_ACCESS_KEY", "");

    assertThat(collector.validate())
        .startsWith("exit code 1")
        .contains("could not retrieve credential provider");
  }

  @Test
  void wrongRegionIsRefusedAndSaid() throws Exception {
    classic().env("AWS_REGION", "us-east-1").start();

    String said = nightly("/200");

    assertThat(said).contains("Lost on exit: 2 spans");
    assertThat(aws.refusals())
        .isNotEmpty()
        .allSatisfy(refusal -> assertThat(refusal.reason()).contains("scoped to a valid region"));
    assertThat(aws.segments()).isEmpty();
  }

  /** Without a queue: the agent is the queue, as long as its JVM lives. */
  @Test
  void whatAnEndpointThatWasDownDidNotTakeTheAgentSendsAgain() throws Exception {
    classic().start();
    aws.vanish("xray");
    try (Partner partner = Partner.start()) {
      RunningProcess job =
          Job.sendingTo(collector.otlpHttp())
              .start(folder, Nightly.class, partner.url(), "/200", "/404", "/hold");
      aws.await("a request in vain", LIMIT, () -> aws.refusals().isEmpty() ? null : true);
      aws.recover("xray");
      aws.await("both calls", LIMIT, () -> aws.segments().size() < 2 ? null : true);
      partner.letGo();
      assertThat(job.await()).as(job.log()).isZero();
      assertThat(job.log()).doesNotContain("Lost");
    }

    aws.await("all of it", LIMIT, () -> aws.segments().size() < 4 ? null : true);
    assertThat(aws.unprocessed()).isEmpty();
  }

  /** As for ten minutes, but for the length: nothing in here gives up after a time. */
  @Test
  void whatTheQueueHasTakenOutlivesAnEndpointThatIsDownAndACollectorThatIsKilled()
      throws Exception {
    classic("queue.yaml").start();
    aws.vanish("xray");
    aws.vanish("logs");
    assertThat(nightly("/200", "/404")).doesNotContain("Lost");
    collector.kill();
    collector.start();
    assertThat(nightly("/200")).doesNotContain("Lost");
    aws.recover("xray");
    aws.recover("logs");

    aws.await(
        "both jobs and their calls",
        LIMIT,
        () -> aws.segments().stream().map(s -> s.path("id")).distinct().count() == 5 ? true : null);
    Await.until(
        "both are counted",
        () -> {
          String metrics = aws.logGroups.events("/batchmon/metrics").toString();
          return metrics.split("\"batch.job.runs\":1", -1).length == 3;
        });
    assertThat(aws.unprocessed()).isEmpty();
  }

  @Test
  void spanThatIsTooLargeArrivesShortened() throws Exception {
    classic().start();
    StringBuilder stack = new StringBuilder("a.B: <" + "x".repeat(9000) + ">\n");
    for (int i = 0; i < 20_000; i++) {
      stack.append("\tat com.acme.Deep.call(Deep.java:").append(i).append(")\n");
    }
    Span.Builder large = Spans.thrown(job("large", Instant.now(), Duration.ZERO), stack.toString());
    for (int i = 0; i < 100; i++) {
      large.addAttributes(Spans.attribute("app." + i, "y".repeat(5000)));
    }

    assertThat(post(large)).isEqualTo(200);
    JsonNode segment = segment("large");
    assertThat(segment.path("fault").asBoolean()).isTrue();
    assertThat(segment.at("/cause/exceptions/0/type").asText()).isEqualTo("a.B");
    assertThat(segment.at("/cause/exceptions/0/stack")).hasSizeGreaterThan(20);
    assertThat(aws.unprocessed()).isEmpty();
  }

  @Test
  void exceptionThatEndsTheExporterDoesNotEndTheCollector() throws Exception {
    classic().start();

    assertThat(post(Spans.thrown(job("remote", Instant.now(), Duration.ZERO), CRASHING)))
        .isEqualTo(200);
    assertThat(segment("remote").at("/cause/exceptions/1/type").asText()).isEqualTo("a.Remote");
    assertThat(collector.isAlive()).isTrue();
  }

  /** If this fails, the exporter has been mended and the guard can go. */
  @Test
  void withoutTheGuardItDoes() throws Exception {
    classic("queue.yaml").option("--set=service::pipelines::traces::processors=[]").start();

    assertThat(post(Spans.thrown(job("remote", Instant.now(), Duration.ZERO), CRASHING)))
        .isEqualTo(200);
    Await.until("its end", () -> !collector.isAlive());
    assertThat(collector.log()).contains("slice bounds out of range");
  }

  @Test
  void jobOfADayIsOneSegment() throws Exception {
    classic().start();
    Duration length = Duration.ofHours(30);
    assertThat(post(job("yearly", Instant.now().minus(length), length))).isEqualTo(200);

    JsonNode segment = segment("yearly");
    assertThat(segment.path("end_time").asDouble() - segment.path("start_time").asDouble())
        .isEqualTo(30 * 3600.0);
  }

  @Test
  void clockThatIsWrongLosesNothingButWhatIsTwoWeeksOld() throws Exception {
    classic().start();
    Instant now = Instant.now();
    int[] hours = {-15 * 24, -24, 0, 3, 48};
    for (int skew : hours) {
      assertThat(
              Spans.post(
                  collector.otlpHttp(),
                  "metrics",
                  runs("job" + skew, now.plusSeconds(3600L * skew))))
          .isEqualTo(200);
    }

    String metrics = aws.logGroups.events("/batchmon/metrics").toString();
    assertThat(metrics).contains("job-24", "job0", "job3", "job48").doesNotContain("job-360");
    assertThat(collector.counter("otelcol_processor_filter_datapoints_filtered")).isEqualTo(1);
    // why: an exporter puts once more what it has no answer for, and then one is there twice
    assertThat(new HashSet<>(aws.logGroups.events("/batchmon/metrics"))).hasSize(4);
  }

  private static ExportMetricsServiceRequest runs(String job, Instant time) {
    NumberDataPoint point =
        NumberDataPoint.newBuilder()
            .setTimeUnixNano(time.toEpochMilli() * 1_000_000)
            .setAsInt(1)
            .addAttributes(Spans.attribute("batch.job.name", job))
            .addAttributes(Spans.attribute("batch.job.outcome", "succeeded"))
            .build();
    Metric metric =
        Metric.newBuilder()
            .setName("batch.job.runs")
            .setUnit("{run}")
            .setSum(
                Sum.newBuilder()
                    .setIsMonotonic(true)
                    .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
                    .addDataPoints(point))
            .build();
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(metric)))
        .build();
  }
}
