package io.batchmon.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.night.Nightly;
import io.batchmon.collector.kit.Collector;
import io.batchmon.collector.kit.RunningProcess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** aws-native.yaml: signed requests to endpoints that hold to their published limits. */
class AwsNativeIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private StandInAws aws;
  private Collector collector;

  @BeforeEach
  void start() throws IOException {
    aws = StandInAws.start();
    collector = collector(aws, folder).start();
  }

  /** The profile as it stands, but for the host names of AWS. */
  static Collector collector(StandInAws aws, Path folder, String... more) {
    List<String> files = new ArrayList<>(List.of("base.yaml", "aws-native.yaml"));
    files.addAll(List.of(more));
    Collector collector = Collector.of("aws-native", folder, files.toArray(String[]::new));
    aws.variables().forEach(collector::env);
    String set = "--set=exporters::otlp_http/";
    return collector
        .option(set + "xray::traces_endpoint=" + aws.url() + "/v1/traces")
        .option(set + "xray-alone::traces_endpoint=" + aws.url() + "/v1/traces")
        .option(set + "metrics::metrics_endpoint=" + aws.url() + "/v1/metrics")
        .option(set + "logs::logs_endpoint=" + aws.url() + "/v1/logs");
  }

  @AfterEach
  void close() {
    collector.close();
    aws.close();
  }

  private List<Span> spans() {
    return aws.traces().stream().flatMap(request -> spansOf(request).stream()).toList();
  }

  private static List<Span> spansOf(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  private static Optional<String> text(List<KeyValue> attributes, String name) {
    return attributes.stream()
        .filter(each -> each.getKey().equals(name))
        .map(each -> each.getValue().getStringValue())
        .findFirst();
  }

  private static Span find(List<Span> spans, String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElse(null);
  }

  /** The way of a job that fails, in each of the three signals. */
  @Test
  void jobArrivesSignedInAllSignals() throws IOException {
    aws.logGroups.create("/batchmon/events", "batchmon");
    try (Partner partner = Partner.start()) {
      partner.letGo();
      RunningProcess job =
          Job.sendingTo(collector.otlpHttp())
              .env("BATCHMON_TRACE_INPROGRESS", "0s")
              .start(folder, Nightly.class, partner.url(), "/404", "fail");
      assertThat(job.await()).as(job.log()).isEqualTo(1);
      assertThat(job.log()).doesNotContain("Lost");
    }

    Span root = aws.await("job", LIMIT, () -> find(spans(), "Nightly"));
    assertThat(root.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(text(root.getAttributesList(), "aws.local.service")).contains("billing");
    assertThat(text(root.getAttributesList(), "batch.job.outcome")).contains("failed");
    assertThat(root.getEvents(0).getName()).isEqualTo("exception");
    assertThat(spans())
        .filteredOn(span -> span.getSpanId().equals(root.getSpanId()))
        .as("what was in progress is not sent here")
        .hasSize(1);
    Span call = find(spans(), "GET");
    assertThat(call.getParentSpanId()).isEqualTo(root.getSpanId());
    assertThat(call.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(text(call.getAttributesList(), "aws.remote.service")).contains("localhost");
    assertThat(aws.metrics())
        .flatExtracting(request -> request.getResourceMetricsList())
        .flatExtracting(resource -> resource.getScopeMetricsList())
        .flatExtracting(scope -> scope.getMetricsList())
        .extracting(Metric::getName)
        .contains("batch.job.runs", "batch.job.duration", "batch.job.errors");
    assertThat(aws.logs())
        .flatExtracting(request -> request.getResourceLogsList())
        .flatExtracting(resource -> resource.getScopeLogsList())
        .flatExtracting(scope -> scope.getLogRecordsList())
        .extracting(LogRecord::getEventName)
        .contains("batch.job.started", "batch.job.finished");
    assertThat(aws.accepted())
        .contains("xray /v1/traces", "monitoring /v1/metrics", "logs /v1/logs");
    assertThat(aws.refusals()).isEmpty();
    assertThat(collector.warnings()).isEmpty();
  }

  @Test
  void spansOfLongJobsAreSentAlone() throws Exception {
    Spans make = new Spans(1);
    Instant now = Instant.now();
    List<Span.Builder> all = new ArrayList<>();
    for (int hours : new int[] {0, 5, 7, 20, 23}) {
      Duration length = Duration.ofHours(hours).plusSeconds(1);
      all.add(make.job(make.traceId(), "load" + hours, now.minus(length), length));
    }
    Span.Builder old =
        make.job(make.traceId(), "old", now.minusSeconds(3600 * 26), Duration.ofHours(7));
    all.add(old);

    assertThat(Spans.post(collector.otlpHttp(), "traces", Spans.request(all))).isEqualTo(200);
    aws.await("all", LIMIT, () -> spans().size() == all.size() ? true : null);
    assertThat(aws.refusals()).isEmpty();
    for (ExportTraceServiceRequest request : aws.traces()) {
      List<Span> together = spansOf(request);
      boolean isLong =
          together.stream()
              .anyMatch(s -> s.getEndTimeUnixNano() - s.getStartTimeUnixNano() > 6 * 3600 * 1e9);
      assertThat(together).hasSize(isLong ? 1 : 2);
    }
  }

  @Test
  void eventsWithoutTheirLogGroupAreSaidAndTheRestArrives() throws IOException {
    try (Partner partner = Partner.start()) {
      RunningProcess job =
          Job.sendingTo(collector.otlpHttp()).start(folder, Nightly.class, partner.url(), "/200");
      assertThat(job.await()).as(job.log()).isZero();
      assertThat(job.log()).contains("Lost on exit: 0 spans, 0 metric points and 2 events");
    }
    aws.await("job", LIMIT, () -> find(spans(), "Nightly"));
    assertThat(aws.logs()).isEmpty();
    assertThat(aws.refusals())
        .isNotEmpty()
        .allSatisfy(refusal -> assertThat(refusal.reason()).contains("ResourceNotFound"));
  }
}
