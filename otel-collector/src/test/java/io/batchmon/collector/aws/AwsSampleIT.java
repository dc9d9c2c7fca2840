package io.batchmon.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.collector.kit.Collector;
import io.batchmon.collector.kit.SampleApplication;
import io.batchmon.collector.kit.Web;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample application in X-Ray: requests, jobs with steps, attempts that are linked. */
class AwsSampleIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir private static Path folder;
  private static StandInAws aws;
  private static Collector collector;
  private static SampleApplication application;

  @BeforeAll
  static void run() throws Exception {
    aws = StandInAws.start();
    collector = Collector.of("aws-sample", folder, "base.yaml", "aws-classic.yaml");
    aws.variables().forEach(collector::env);
    collector.start();
    Map<String, String> environment = SampleApplication.sendingTo(collector.otlpHttp());
    application =
        SampleApplication.start(
            folder, environment, "exchange-rates.first=1s", "customer-import.first=1s");
    assertThat(Web.status(application.url("/report"))).isEqualTo(200);
  }

  @AfterAll
  static void close() throws IOException {
    if (application != null) {
      application.close();
    }
    if (collector != null) {
      collector.close();
    }
    aws.close();
  }

  private static JsonNode segment(String what, Predicate<JsonNode> matching) {
    return aws.await(
        what, LIMIT, () -> aws.segments().stream().filter(matching).findFirst().orElse(null));
  }

  private static boolean isJob(JsonNode segment, String name) {
    return segment.at("/annotations/batch.job.name").asText().equals(name);
  }

  @Test
  void requestIsASegmentAndTheJobThatItStartedIsBelowIt() {
    JsonNode request =
        segment("request", s -> s.at("/metadata/default/http.route").asText().equals("/report"));
    JsonNode job =
        segment(
            "job",
            s ->
                s.at("/metadata/default/batch.job.name").asText().equals("customer-report")
                    && !s.at("/metadata/default").has("batch.step.name"));
    JsonNode step =
        segment(
            "step",
            s ->
                s.at("/metadata/default").has("batch.step.name")
                    && s.path("trace_id").equals(request.path("trace_id")));

    assertThat(request.has("type")).isFalse();
    assertThat(request.path("name").asText()).isEqualTo("sample-app");
    assertThat(request.at("/http/request/method").asText()).isEqualTo("GET");
    assertThat(request.at("/http/request/url").asText()).isEqualTo(application.url("/report"));
    assertThat(request.at("/http/response/status").asInt()).isEqualTo(200);
    assertThat(job.path("type").asText()).isEqualTo("subsegment");
    assertThat(job.path("name").asText()).isEqualTo("customer-report");
    assertThat(job.path("trace_id")).isEqualTo(request.path("trace_id"));
    assertThat(step.path("type").asText()).isEqualTo("subsegment");
    assertThat(step.path("parent_id")).isEqualTo(job.path("id"));
    assertThat(step.path("fault").asBoolean()).isFalse();
  }

  @Test
  void attemptsOfOneRunAreLinkedSegments() {
    JsonNode second =
        segment(
            "second attempt",
            s -> isJob(s, "exchange-rates") && s.at("/annotations/batch.job.attempt").asInt() == 2);
    JsonNode first =
        segment(
            "first attempt", s -> s.path("id").asText().equals(second.at("/links/0/id").asText()));

    assertThat(second.at("/links/0/trace_id")).isEqualTo(first.path("trace_id"));
    assertThat(first.at("/annotations/batch.job.attempt").asInt()).isEqualTo(1);
    assertThat(first.path("fault").asBoolean()).isTrue();
    assertThat(first.at("/cause/exceptions/0/message").asText()).contains("503");
    assertThat(second.path("fault").asBoolean()).isFalse();
    assertThat(second.at("/annotations/batch.job.run.id"))
        .isEqualTo(first.at("/annotations/batch.job.run.id"));
    assertThat(second.path("name").asText()).isEqualTo("sample-app");
  }

  @Test
  void stepThatFailedIsAFaultBelowItsJob() {
    JsonNode step =
        segment(
            "failed step",
            s -> s.at("/metadata/default").has("batch.step.name") && s.path("fault").asBoolean());

    List<JsonNode> above =
        aws.segments().stream().filter(s -> s.path("id").equals(step.path("parent_id"))).toList();
    assertThat(above).allSatisfy(job -> assertThat(job.path("fault").asBoolean()).isTrue());
    assertThat(step.path("type").asText()).isEqualTo("subsegment");
  }

  @Test
  void everyDocumentIsOneThatXRayTakes() {
    segment("many", s -> isJob(s, "exchange-rates"));
    assertThat(aws.segments()).hasSizeGreaterThan(5);
    assertThat(aws.unprocessed()).isEmpty();
  }
}
