package io.batchmon.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.acme.night.Nightly;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.collector.kit.Collector;
import io.batchmon.collector.kit.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * aws-classic.yaml: what a job that cron starts becomes in X-Ray and CloudWatch, field by field.
 */
class AwsClassicIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static StandInAws aws;
  private static Partner partner;
  private static Collector collector;
  private static JsonNode begun;
  private static JsonNode root;

  @BeforeAll
  static void run() throws IOException {
    aws = StandInAws.start();
    partner = Partner.start();
    collector = Collector.of("aws-classic", folder, "base.yaml", "aws-classic.yaml");
    aws.variables().forEach(collector::env);
    collector.start();
    RunningProcess job =
        Job.sendingTo(collector.otlpHttp())
            .env("BATCHMON_TRACE_INPROGRESS", "0s")
            .start(
                folder,
                Nightly.class,
                partner.url(),
                "/200",
                "/404",
                "/429",
                "/503",
                "aws",
                "/hold",
                "fail");
    begun =
        aws.await(
            "record of the open run",
            LIMIT,
            () -> first(segment -> segment.path("in_progress").asBoolean()));
    partner.letGo();
    assertThat(job.await()).as(job.log()).isEqualTo(1);
    String id = begun.path("id").asText();
    root =
        aws.await(
            "final document",
            LIMIT,
            () -> first(s -> s.path("id").asText().equals(id) && s.has("end_time")));
  }

  @AfterAll
  static void close() {
    if (collector != null) {
      collector.close();
    }
    if (partner != null) {
      partner.close();
    }
    if (aws != null) {
      aws.close();
    }
  }

  private static JsonNode first(Predicate<JsonNode> matching) {
    return aws.segments().stream().filter(matching).findFirst().orElse(null);
  }

  /** The subsegment of the call that asked for this. */
  private static JsonNode call(String path) {
    JsonNode found = first(s -> s.at("/http/request/url").asText().equals(partner.url() + path));
    assertThat(found).as(path).isNotNull();
    assertThat(found.path("type").asText()).isEqualTo("subsegment");
    assertThat(found.path("parent_id")).isEqualTo(root.path("id"));
    assertThat(found.path("trace_id")).isEqualTo(root.path("trace_id"));
    assertThat(found.path("in_progress").isMissingNode()).isTrue();
    return found;
  }

  private static String flags(JsonNode segment) {
    return segment.path("fault") + " " + segment.path("error") + " " + segment.path("throttle");
  }

  private static List<JsonNode> metricsNamed(String metric) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (LogGroups.Event event : aws.logGroups.events("/batchmon/metrics")) {
      JsonNode document = JSON.readTree(event.message());
      if (document.has(metric)) {
        found.add(document);
      }
    }
    return found;
  }

  private static JsonNode metric(String metric) throws IOException {
    List<JsonNode> found = metricsNamed(metric);
    assertThat(found).as(metric).hasSize(1);
    return found.get(0);
  }

  private static List<List<String>> dimensions(JsonNode document) {
    return JSON.convertValue(
        document.at("/_aws/CloudWatchMetrics/0/Dimensions"), new TypeReference<>() {});
  }

  @Test
  void runningJobIsInProgressAndHasNoEnd() {
    assertThat(begun.path("name").asText()).isEqualTo("billing");
    assertThat(begun.has("end_time")).isFalse();
    assertThat(flags(begun)).isEqualTo("false false false");
    assertThat(begun.at("/annotations/batch.job.name").asText()).isEqualTo("Nightly");
    assertThat(begun.path("annotations").has("batch.job.outcome")).isFalse();
    assertThat(begun.path("start_time")).isEqualTo(root.path("start_time"));
  }

  @Test
  void failedJobIsASegmentOfItsServiceWithItsCauses() {
    assertThat(root.path("name").asText()).isEqualTo("billing");
    assertThat(root.has("type")).isFalse();
    assertThat(root.has("in_progress")).isFalse();
    assertThat(root.has("parent_id")).isFalse();
    assertThat(flags(root)).isEqualTo("true false false");
    assertThat(root.path("end_time").asDouble()).isGreaterThan(root.path("start_time").asDouble());
    assertThat(
            JSON.convertValue(
                root.path("annotations"), new TypeReference<TreeMap<String, Object>>() {}))
        .isEqualTo(
            new TreeMap<String, Object>(
                Map.of(
                    "batch.job.name", "Nightly",
                    "batch.job.system", "main",
                    "batch.job.run.id", root.path("id").asText(),
                    "batch.job.attempt", 1,
                    "batch.job.outcome", "failed",
                    "batch.job.exit_code", "1",
                    "error.type", "java.io.FileNotFoundException",
                    "otel.resource.deployment.environment.name", "production")));
    assertThat(root.at("/metadata/default/code.function.name").asText())
        .isEqualTo("com.acme.night.Nightly.main");
    assertThat(root.at("/aws/xray/sdk").asText()).isEqualTo("opentelemetry for java");

    JsonNode exceptions = root.at("/cause/exceptions");
    assertThat(exceptions).hasSize(2);
    JsonNode outer = exceptions.get(0);
    JsonNode cause = exceptions.get(1);
    assertThat(outer.path("type").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(outer.path("message").asText()).isEqualTo("The night failed");
    assertThat(outer.path("cause")).isEqualTo(cause.path("id"));
    assertThat(outer.at("/stack/0/label").asText()).isEqualTo("com.acme.night.Nightly.load");
    assertThat(outer.at("/stack/0/path").asText()).isEqualTo("Nightly.java");
    assertThat(outer.at("/stack/0/line").asInt()).isPositive();
    assertThat(outer.at("/stack/1/label").asText()).isEqualTo("com.acme.night.Nightly.main");
    assertThat(cause.path("type").asText()).isEqualTo("java.io.FileNotFoundException");
    assertThat(cause.path("message").asText()).isEqualTo("ledger.csv is not there");
    assertThat(cause.at("/stack/0/label").asText()).isEqualTo("com.acme.night.Nightly.open");
  }

  @ParameterizedTest
  @CsvSource({
    "/200, false false false",
    "/404, false true false",
    "/429, false true true",
    "/503, true false false",
  })
  void callIsARemoteSubsegmentNamedByItsHost(String path, String flags) {
    JsonNode call = call(path);

    assertThat(call.path("name").asText()).isEqualTo("localhost");
    assertThat(call.path("namespace").asText()).isEqualTo("remote");
    assertThat(call.at("/http/request/method").asText()).isEqualTo("GET");
    assertThat(call.at("/http/response/status").asText()).isEqualTo(path.substring(1));
    assertThat(flags(call)).isEqualTo(flags);
    assertThat(call.at("/metadata/default/batch.job.name").asText()).isEqualTo("Nightly");
  }

  @Test
  void callOfAnAwsServiceIsOneOfItsOperations() {
    JsonNode call = first(segment -> segment.path("namespace").asText().equals("aws"));

    assertThat(call.path("name").asText()).isEqualTo("S3");
    assertThat(call.at("/aws/operation").asText()).isEqualTo("PutObject");
    assertThat(call.at("/aws/region").asText()).isEqualTo("eu-central-1");
    assertThat(call.at("/http/response/status").asInt()).isEqualTo(200);
    assertThat(flags(call)).isEqualTo("false false false");
    assertThat(call.path("parent_id")).isEqualTo(root.path("id"));
  }

  @Test
  void whatRanOnceIsCountedAtItsFirstPoint() throws IOException {
    JsonNode runs = metric("batch.job.runs");

    assertThat(runs.path("batch.job.runs").asDouble()).isEqualTo(1);
    assertThat(runs.path("batch.job.outcome").asText()).isEqualTo("failed");
    assertThat(runs.at("/_aws/CloudWatchMetrics/0/Namespace").asText()).isEqualTo("Batchmon");
    assertThat(runs.at("/_aws/CloudWatchMetrics/0/Metrics/0/Unit").asText()).isEqualTo("Count");
    assertThat(dimensions(runs))
        .containsExactlyInAnyOrder(
            List.of("batch.job.name", "batch.job.outcome", "service.name"),
            List.of("batch.job.outcome", "service.name"));
    assertThat(metric("batch.job.errors").path("batch.job.errors").asDouble()).isEqualTo(1);
    List<JsonNode> active = metricsNamed("batch.job.active");
    assertThat(active.get(active.size() - 1).path("batch.job.active").asDouble()).isZero();
  }

  @Test
  void durationHasWhatPercentilesAreMadeOf() throws IOException {
    JsonNode document = metric("batch.job.duration");
    JsonNode duration = document.path("batch.job.duration");

    assertThat(document.at("/_aws/CloudWatchMetrics/0/Metrics/0/Unit").asText())
        .isEqualTo("Seconds");
    assertThat(dimensions(document)).containsExactly(List.of("batch.job.name", "service.name"));
    double seconds = root.path("end_time").asDouble() - root.path("start_time").asDouble();
    assertThat(duration.path("Sum").asDouble()).isCloseTo(seconds, within(0.01));
    assertThat(duration.path("Count").asInt()).isEqualTo(1);
    assertThat(duration.path("Counts")).hasSize(1);
    assertThat(duration.at("/Values/0").asDouble()).isCloseTo(seconds, withinPercentage(1));
  }

  @Test
  void everyMetricIsOneThatCloudWatchTakes() throws IOException {
    List<LogGroups.Event> events = aws.logGroups.events("/batchmon/metrics");
    Set<String> dimensions = new TreeSet<>();
    for (LogGroups.Event event : events) {
      JsonNode document = JSON.readTree(event.message());
      if (document.has("_aws")) {
        assertThat(EmfRules.problems(document, Instant.now())).as(event.message()).isEmpty();
        dimensions(document).forEach(dimensions::addAll);
      }
    }
    assertThat(dimensions).containsExactly("batch.job.name", "batch.job.outcome", "service.name");
    assertThat(aws.logGroups.retention().values()).containsAnyOf(14, 30);
  }

  @Test
  void eventsAreLinesThatAnAlarmCanRead() throws IOException {
    List<String> names = new ArrayList<>();
    for (LogGroups.Event event : aws.logGroups.events("/batchmon/events")) {
      JsonNode line = JSON.readTree(event.message());
      names.add(line.at("/attributes/event.name").asText());
      assertThat(line.path("span_id")).isEqualTo(root.path("id"));
      if (names.contains("batch.job.finished") && !names.contains("batch.alert")) {
        assertThat(line.path("severity_text").asText()).isEqualTo("ERROR");
        assertThat(line.path("body").asText()).contains("Nightly failed", "ledger.csv");
        assertThat(line.at("/attributes/batch.job.outcome").asText()).isEqualTo("failed");
      }
    }
    assertThat(names).containsExactly("batch.job.started", "batch.job.finished", "batch.alert");
  }

  @Test
  void nothingIsRefused() {
    assertThat(aws.unprocessed()).isEmpty();
    assertThat(aws.refusals())
        .as("but for log groups that are made when they are first used")
        .allSatisfy(
            refusal -> assertThat(refusal.reason()).containsAnyOf("does not exist", "AlreadyEx"));
    assertThat(collector.warnings())
        .as("but for what the exporter always says")
        .allSatisfy(
            line -> assertThat(line).contains("the default value for DimensionRollupOption"));
  }
}
