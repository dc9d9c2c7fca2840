package io.batchmon.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.collector.kit.Await;
import io.batchmon.collector.kit.Collector;
import io.batchmon.collector.kit.Jaeger;
import io.batchmon.collector.kit.Needed;
import io.batchmon.collector.kit.Ports;
import io.batchmon.collector.kit.Prometheus;
import io.batchmon.collector.kit.SampleApplication;
import io.batchmon.collector.kit.Web;
import io.batchmon.collector.kit.Zipkin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The profile local, from the sample application to what an operator sees at the other end. */
class LocalProfileIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<AutoCloseable> STARTED = new ArrayList<>();
  @TempDir private static Path folder;

  private static Jaeger jaeger;
  private static Zipkin zipkin;
  private static Prometheus prometheus;
  private static Collector collector;

  @BeforeAll
  static void start() throws Exception {
    Collector.program();
    Jaeger.program();
    Prometheus.program();
    Zipkin.jar();
    String jobs = "127.0.0.1:" + Ports.free();
    String instances = "127.0.0.1:" + Ports.free();
    jaeger = started(Jaeger.start(folder.resolve("jaeger")));
    zipkin = started(Zipkin.start(folder.resolve("zipkin")));
    collector =
        started(
            Collector.of("local", folder.resolve("collector"), "base.yaml", "local.yaml")
                .env("COLLECTOR_JAEGER", jaeger.otlp())
                .env("COLLECTOR_ZIPKIN", zipkin.url() + "/api/v2/spans")
                .env("COLLECTOR_PROMETHEUS_JOBS", jobs)
                .env("COLLECTOR_PROMETHEUS_INSTANCES", instances)
                .start());
    prometheus =
        started(
            Prometheus.start(
                folder.resolve("prometheus"),
                Files.readString(Needed.KIT.resolve("config/prometheus.yml"))
                    .replace("scrape_interval: 5s", "scrape_interval: 1s")
                    .replace("127.0.0.1:9464", jobs)
                    .replace("127.0.0.1:9465", instances)
                    .replace("127.0.0.1:8888", "127.0.0.1:" + collector.metricsPort())));

    Map<String, String> environment = SampleApplication.sendingTo(collector.otlpHttp());
    assertThat(SampleApplication.endOfDay(folder, environment, "friday.csv")).isZero();
    SampleApplication application =
        started(
            SampleApplication.start(
                folder,
                environment,
                "exchange-rates.first=2s",
                "exchange-rates.every=1h",
                "customer-import.first=3s",
                "customer-import.every=1h",
                "nightly-settlement.first=1s",
                "nightly-settlement.every=2s"));
    assertThat(Web.post(application.url("/orders"), "").statusCode()).isEqualTo(200);
    assertThat(SampleApplication.endOfDay(folder, environment, "monday.csv")).isEqualTo(3);
    assertThat(SampleApplication.endOfDay(folder, environment, "friday.csv")).isZero();
  }

  @AfterAll
  static void stop() throws Exception {
    for (int i = STARTED.size() - 1; i >= 0; i--) {
      STARTED.get(i).close();
    }
    STARTED.clear();
  }

  private static <T extends AutoCloseable> T started(T process) {
    STARTED.add(process);
    return process;
  }

  // Jaeger

  /** The spans of traces of this operation, by service. */
  private static List<JsonNode> tracesOf(String service, String operation) throws Exception {
    return jaeger.api(
        "/traces?limit=100&service=" + service + "&operation=" + Web.encoded(operation));
  }

  private static JsonNode span(JsonNode trace, String operation) {
    for (JsonNode span : trace.path("spans")) {
      if (span.path("operationName").asText().equals(operation)) {
        return span;
      }
    }
    throw new AssertionError("no span " + operation + " in " + trace);
  }

  private static String tag(JsonNode span, String key) {
    for (JsonNode tag : span.path("tags")) {
      if (tag.path("key").asText().equals(key)) {
        return tag.path("value").asText();
      }
    }
    return "absent";
  }

  @Test
  void jaegerKnowsServicesAndTheirJobs() {
    Await.holds(
        "operations",
        () -> {
          assertThat(names(Web.json(jaeger.url() + "/api/services")))
              .contains("end-of-day", "sample-app")
              .isSubsetOf("end-of-day", "sample-app", "inventory");
          assertThat(names(Web.json(jaeger.url() + "/api/services/end-of-day/operations")))
              .containsExactly("EndOfDay");
          assertThat(names(Web.json(jaeger.url() + "/api/services/sample-app/operations")))
              .contains(
                  "billing.nightly-settlement",
                  "customer-import",
                  "import-customers",
                  "partners.exchange-rates",
                  "BatchSchedule.importCustomers",
                  "WarmUp",
                  "POST /orders");
        });
  }

  private static List<String> names(JsonNode answer) {
    List<String> names = new ArrayList<>();
    answer.path("data").forEach(name -> names.add(name.asText()));
    return names;
  }

  @Test
  void jaegerShowsEachRunOfTheMainJobAndWhichFailed() {
    Await.holds(
        "three runs of EndOfDay",
        () -> {
          List<JsonNode> traces = tracesOf("end-of-day", "EndOfDay");
          assertThat(traces).hasSize(3);
          List<JsonNode> runs = traces.stream().map(trace -> span(trace, "EndOfDay")).toList();
          assertThat(runs).allMatch(run -> run.path("references").isEmpty());
          assertThat(runs.stream().map(run -> tag(run, "batch.job.outcome")))
              .containsExactlyInAnyOrder("succeeded", "succeeded", "failed");
          JsonNode failed =
              runs.stream()
                  .filter(run -> tag(run, "batch.job.outcome").equals("failed"))
                  .findFirst()
                  .orElseThrow();
          assertThat(tag(failed, "error")).isEqualTo("true");
          assertThat(tag(failed, "otel.status_code")).isEqualTo("ERROR");
          assertThat(tag(failed, "otel.status_description")).isEqualTo("exit code 3");
          assertThat(tag(failed, "error.type")).isEqualTo("exit");
          assertThat(tag(failed, "batch.job.exit_code")).isEqualTo("3");
          assertThat(tag(failed, "span.kind")).isEqualTo("internal");
          assertThat(runs.stream().filter(run -> !run.equals(failed)))
              .allMatch(run -> tag(run, "error").equals("absent"));
        });
  }

  @Test
  void jaegerShowsAFailedStepBelowItsJobBelowItsSchedule() {
    Await.holds(
        "the import",
        () -> {
          List<JsonNode> traces = tracesOf("sample-app", "customer-import");
          assertThat(traces).hasSize(1);
          JsonNode schedule = span(traces.get(0), "BatchSchedule.importCustomers");
          JsonNode job = span(traces.get(0), "customer-import");
          JsonNode step = span(traces.get(0), "import-customers");
          assertThat(schedule.path("references")).isEmpty();
          assertThat(parent(job)).isEqualTo(schedule.path("spanID").asText());
          assertThat(parent(step)).isEqualTo(job.path("spanID").asText());
          assertThat(tag(job, "error")).isEqualTo("true");
          assertThat(tag(job, "batch.job.status")).isEqualTo("FAILED");
          assertThat(tag(job, "batch.job.outcome")).isEqualTo("failed");
          assertThat(tag(schedule, "error")).isEqualTo("absent");
          assertThat(step.at("/logs/0/fields").toString())
              .contains("exception.stacktrace", "NumberFormatException", "12OO.00");
        });
  }

  private static String parent(JsonNode span) {
    assertThat(span.path("references")).hasSize(1);
    assertThat(span.at("/references/0/refType").asText()).isEqualTo("CHILD_OF");
    return span.at("/references/0/spanID").asText();
  }

  @Test
  void jaegerLinksTheSecondAttemptToTheFirst() {
    Await.holds(
        "two attempts",
        () -> {
          List<JsonNode> attempts =
              tracesOf("sample-app", "partners.exchange-rates").stream()
                  .map(trace -> span(trace, "partners.exchange-rates"))
                  .toList();
          assertThat(attempts).hasSize(2);
          JsonNode first = attempt(attempts, "1");
          JsonNode second = attempt(attempts, "2");
          assertThat(tag(first, "batch.job.outcome")).isEqualTo("failed");
          assertThat(tag(first, "error.type")).isEqualTo("java.io.IOException");
          assertThat(tag(second, "batch.job.outcome")).isEqualTo("succeeded");
          assertThat(tag(second, "batch.job.run.id")).isEqualTo(tag(first, "batch.job.run.id"));
          assertThat(first.path("references")).isEmpty();
          JsonNode link = second.at("/references/0");
          assertThat(link.path("refType").asText()).isEqualTo("FOLLOWS_FROM");
          assertThat(link.path("traceID")).isEqualTo(first.path("traceID"));
          assertThat(link.path("spanID")).isEqualTo(first.path("spanID"));
        });
  }

  private static JsonNode attempt(List<JsonNode> attempts, String number) {
    return attempts.stream()
        .filter(attempt -> tag(attempt, "batch.job.attempt").equals(number))
        .findFirst()
        .orElseThrow();
  }

  /** One that says that a run began, and later the run. */
  @Test
  void jaegerAndZipkinAreNotShownWhatHasOnlyBegun() throws Exception {
    assertThat(send("{\"key\": \"aws.xray.inprogress\", \"value\": {\"boolValue\": true}}"))
        .isEqualTo(200);
    assertThat(
            send("{\"key\": \"batch.job.outcome\", \"value\": {\"stringValue\": \"succeeded\"}}"))
        .isEqualTo(200);

    Await.holds(
        "the run",
        () -> {
          List<JsonNode> traces = jaeger.api("/traces?service=inventory");
          assertThat(traces).hasSize(1);
          assertThat(traces.get(0).path("spans")).hasSize(1);
          assertThat(tag(traces.get(0).at("/spans/0"), "batch.job.outcome")).isEqualTo("succeeded");
          assertThat(zipkin.api("/trace/0af7651916cd43dd8448eb211c80319c")).hasSize(1);
        });
  }

  private static int send(String attribute) throws Exception {
    long now = System.currentTimeMillis();
    return Web.post(
            collector.otlpHttp() + "/v1/traces",
            """
            {"resourceSpans": [{
              "resource": {"attributes": [
                {"key": "service.name", "value": {"stringValue": "inventory"}}]},
              "scopeSpans": [{"spans": [{
                "traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331",
                "name": "count", "kind": 1, "attributes": [%s],
                "startTimeUnixNano": "%d000000", "endTimeUnixNano": "%d000000"}]}]}]}
            """
                .formatted(attribute, now - 1000, now))
        .statusCode();
  }

  // Zipkin

  @Test
  void zipkinShowsTheSameTraceAndItsErrors() {
    Await.holds(
        "the import",
        () -> {
          List<JsonNode> traces = tracesOf("sample-app", "customer-import");
          assertThat(traces).hasSize(1);
          JsonNode spans = zipkin.api("/trace/" + traces.get(0).path("traceID").asText());
          assertThat(spans).hasSize(traces.get(0).path("spans").size());
          JsonNode job = zipkinSpan(spans, "customer-import");
          JsonNode schedule = zipkinSpan(spans, "batchschedule.importcustomers");
          assertThat(job.at("/localEndpoint/serviceName").asText()).isEqualTo("sample-app");
          assertThat(job.path("parentId")).isEqualTo(schedule.path("id"));
          assertThat(job.at("/tags/batch.job.outcome").asText()).isEqualTo("failed");
          assertThat(job.path("tags").has("error")).isTrue();
          assertThat(schedule.has("parentId")).isFalse();
          assertThat(schedule.path("tags").has("error")).isFalse();
        });
  }

  private static JsonNode zipkinSpan(JsonNode spans, String name) {
    for (JsonNode span : spans) {
      if (span.path("name").asText().equals(name)) {
        return span;
      }
    }
    throw new AssertionError("no span " + name + " in " + spans);
  }

  // Prometheus

  /** Each run was a JVM of its own, that sent its only point as it ended. */
  @Test
  void prometheusCountsRunsOverJvmsThatLivedForOneOfThem() {
    String runs = "batch_job_runs_total{job='end-of-day',batch_job_name='EndOfDay'";
    Await.holds(
        "three runs",
        () -> {
          assertThat(prometheus.value(runs + ",batch_job_outcome='succeeded'}")).isEqualTo(2);
          assertThat(prometheus.value(runs + ",batch_job_outcome='failed'}")).isEqualTo(1);
          assertThat(
                  prometheus.value(
                      "batch_job_runs_total{deployment_environment_name='production'"
                          + ",batch_job_system='main',batch_job_name='EndOfDay'"
                          + ",batch_job_outcome='failed'}"))
              .isEqualTo(1);
          assertThat(prometheus.value("batch_job_errors_total{error_type='exit'}")).isEqualTo(1);
        });
  }

  /** A series that begins with 1 has no increase; this is the way to count its first run, too. */
  @Test
  void prometheusSeesTheFirstRunOfAll() {
    String runs = "batch_job_runs_total{batch_job_name='WarmUp'}";
    Await.holds(
        "one run",
        () ->
            assertThat(prometheus.value(runs + " - (" + runs + " offset 1h or " + runs + " * 0)"))
                .isEqualTo(1));
  }

  @Test
  void prometheusHasPercentilesOfDurations() {
    String settlement =
        "sum by (batch_job_name) (batch_job_duration_seconds{batch_job_name='nightly-settlement'})";
    Await.holds(
        "durations",
        () -> {
          double runs = prometheus.value("histogram_count(" + settlement + ")");
          double sum = prometheus.value("histogram_sum(" + settlement + ")");
          assertThat(runs).isGreaterThanOrEqualTo(2);
          assertThat(prometheus.value("histogram_quantile(1, " + settlement + ")"))
              .isPositive()
              .isLessThanOrEqualTo(sum * 1.1)
              .isGreaterThan(sum / runs / 1.1);
          JsonNode exported = prometheus.query(settlement).get(0).path("histogram").path(1);
          assertThat(exported.path("buckets")).isNotEmpty();
        });
  }

  /** What leaves as DELTA is a total here, and grows with each export of a living JVM. */
  @Test
  void prometheusHasTotalsThatGrow() throws Exception {
    String runs = "sum(batch_job_runs_total{batch_job_name='nightly-settlement'})";
    double first =
        Await.value("a run", () -> Optional.of(prometheus.value(runs)).filter(now -> now >= 1));
    Await.until("more runs", () -> prometheus.value(runs) >= first + 2);

    assertThat(prometheus.query("resets(batch_job_runs_total[5m]) > 0")).isEmpty();
  }

  @Test
  void prometheusTellsWhenAJobLastSucceeded() {
    Await.holds(
        "last success",
        () ->
            assertThat(
                    prometheus.value(
                        "time() - batch_job_last_success_seconds{batch_job_name='EndOfDay'}"))
                .isCloseTo(60, within(60.0)));
  }

  @Test
  void prometheusTellsJvmsApart() {
    Await.holds(
        "instances",
        () -> {
          assertThat(prometheus.query("count by (instance) (batch_job_active{job='end-of-day'})"))
              .hasSize(3);
          assertThat(
                  prometheus.value("count(batch_queue_completed_total{batch_queue_name='task'})"))
              .isEqualTo(1);
          assertThat(
                  prometheus.value(
                      "count(count by (host_name, instance) (target_info{job='sample-app'}))"))
              .isEqualTo(1);
        });
  }

  @Test
  void prometheusHasNoLabelThatGrowsWithEachRun() throws Exception {
    Await.until("series", () -> !prometheus.query("batch_job_runs_total").isEmpty());

    assertThat(names(Web.json(prometheus.url() + "/api/v1/labels")))
        .contains("batch_job_name", "batch_job_outcome")
        .noneMatch(label -> label.contains("run_id") || label.contains("trace"));
  }

  @Test
  void queriesOfTheReadmeAreAnswered() throws IOException {
    List<String> queries =
        Pattern.compile("(?m)^\\| [^|`]* \\| `([^`]+)`")
            .matcher(
                Files.readString(Needed.KIT.resolve("README.md"))
                    .replaceFirst("(?s)^.*\\| question \\| PromQL \\|", "")
                    .replaceFirst("(?s)\\n## .*$", ""))
            .results()
            .map(row -> row.group(1))
            .toList();
    assertThat(queries).hasSize(5);
    for (String query : queries) {
      // why: what a condition is about is there also where it does not hold
      String asked = query.replaceFirst(" > 26.*$", "");
      Await.until(asked, () -> !prometheus.query(asked).isEmpty());
    }
  }

  // Events

  @Test
  void eventsAreInTheFile() {
    Await.holds(
        "finished events of EndOfDay",
        () -> {
          List<JsonNode> finished =
              events("end-of-day").stream()
                  .filter(event -> event.path("eventName").asText().equals("batch.job.finished"))
                  .toList();
          assertThat(finished).hasSize(3);
          JsonNode failed =
              finished.stream()
                  .filter(event -> event.path("severityText").asText().equals("ERROR"))
                  .findFirst()
                  .orElseThrow();
          assertThat(failed.at("/body/stringValue").asText()).contains("EndOfDay", "exit code 3");
          assertThat(failed.path("traceId").asText()).hasSize(32);
          assertThat(failed.path("attributes").toString())
              .contains("\"batch.job.outcome\",\"value\":{\"stringValue\":\"failed\"}");
        });
  }

  private static List<JsonNode> events(String service) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    try (Stream<String> lines =
        Files.lines(folder.resolve("collector").resolve("batchmon-events.jsonl"))) {
      for (String line : lines.toList()) {
        for (JsonNode resource : JSON.readTree(line).path("resourceLogs")) {
          if (resource.path("resource").toString().contains("\"" + service + "\"")) {
            resource.at("/scopeLogs/0/logRecords").forEach(events::add);
          }
        }
      }
    }
    return events;
  }

  // The collector itself

  @Test
  void collectorStartsWithoutAWarningAndRefusesNothing() throws Exception {
    assertThat(collector.warnings()).isEmpty();
    assertThat(collector.log().lines().filter(line -> line.contains("eprecated"))).isEmpty();
    assertThat(collector.counter("otelcol_receiver_refused_spans")).isZero();
    assertThat(collector.counter("otelcol_exporter_send_failed_spans")).isZero();
    Await.until("points", () -> collector.counter("otelcol_deltatocumulative_datapoints") > 0);
    assertThat(collector.counter("otelcol_deltatocumulative_datapoints", "error=")).isZero();
  }
}
