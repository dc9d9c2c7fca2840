package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.agent.channel.AttachmentSink;
import io.batchmon.agent.channel.RealAlertmanager;
import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.StandInCollector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped jar and the real Alertmanager. */
class AlertmanagerIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir private static Path folder;
  private static StandInCollector collector;
  private static AttachmentSink slack;
  private static RealAlertmanager alertmanager;

  @BeforeAll
  static void start() throws Exception {
    RealAlertmanager.assumeThere();
    collector = StandInCollector.start();
    slack = AttachmentSink.start();
    alertmanager = RealAlertmanager.single(folder.resolve("alertmanager"), slack.url());
  }

  @AfterAll
  static void stop() throws IOException {
    if (alertmanager != null) {
      alertmanager.close();
      slack.close();
      collector.close();
    }
  }

  static Stream<Jdk> oldestAndNewest() {
    return Stream.of(Jdk.all().findFirst().orElseThrow(), Jdk.newest()).distinct();
  }

  private static ForkedJvm jvm(Jdk jdk) {
    return ForkedJvm.on(jdk)
        .agent()
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
        .env("BATCHMON_ENVIRONMENT", "production")
        .env("BATCHMON_ALERTMANAGER_URLS", alertmanager.url())
        .env("BATCHMON_ALERTMANAGER_RENEW", "3s");
  }

  private static Map<String, String> texts(JsonNode object) {
    return JSON.convertValue(object, new TypeReference<Map<String, String>>() {});
  }

  private static Instant endOf(String job) throws Exception {
    return Instant.parse(alertmanager.alerts(job).get(0).path("endsAt").asText());
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void failingJobIsAnAlertUntilItSucceeds(Jdk jdk) throws Exception {
    String service = "billing-" + jdk.version();
    Path works = folder.resolve("works" + jdk.version());
    Path end = folder.resolve("end" + jdk.version());
    int before = slack.messagesAbout("Nightly").size();
    ForkedJvm.Running program =
        jvm(jdk)
            .env("BATCHMON_SERVICE_NAME", service)
            .main("Flaky", works.toString(), end.toString())
            .start();
    alertmanager.await(
        "the alert is there", () -> alertmanager.alerts("night.Nightly").size() == 1);
    JsonNode alert = alertmanager.alerts("night.Nightly").get(0);
    Map<String, String> labels = texts(alert.get("labels"));
    assertThat(labels)
        .containsOnlyKeys("alertname", "env", "service", "job", "fingerprint", "severity", "stage")
        .containsEntry("alertname", "BatchJobFailed")
        .containsEntry("env", "production")
        .containsEntry("service", service)
        .containsEntry("severity", "error")
        .containsEntry("stage", "open");
    assertThat(texts(alert.get("annotations")))
        .containsKeys("run_id", "host", "stack", "agent_version")
        .hasEntrySatisfying(
            "exception", text -> assertThat(text).contains("no connection to orders"));
    alertmanager.await("Slack has it", () -> slack.messagesAbout("Nightly").size() == before + 1);

    Instant first = endOf("night.Nightly");
    alertmanager.await("it is renewed", () -> endOf("night.Nightly").isAfter(first));
    alertmanager.await(
        "it is renewed again",
        () -> endOf("night.Nightly").isAfter(first.plus(Duration.ofSeconds(4))));

    Files.createFile(works);
    alertmanager.await("its lease is over", () -> alertmanager.alerts("night.Nightly").isEmpty());
    alertmanager.await("Slack has it", () -> slack.messagesAbout("Nightly").size() == before + 2);
    assertThat(slack.messagesAbout("Nightly").get(before + 1).title())
        .isEqualTo("[production] OK AGAIN night.Nightly");

    Files.createFile(end);
    Ended ended = program.await();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void jobThatEndsItsJvmIsAnAlertUntilItsNextRun(Jdk jdk) throws Exception {
    Ended ended =
        jvm(jdk)
            .env("BATCHMON_SERVICE_NAME", "ledger-" + jdk.version())
            .main("Endings", "throw")
            .run();

    assertThat(ended.exitCode()).isEqualTo(1);
    String job = "Endings";
    Instant end = null;
    for (JsonNode alert : alertmanager.alerts(job)) {
      if (alert.at("/labels/service").asText().equals("ledger-" + jdk.version())) {
        end = Instant.parse(alert.path("endsAt").asText());
      }
    }
    assertThat(end).as("told before the JVM had ended").isNotNull();
    assertThat(end).isAfter(Instant.now().plus(Duration.ofHours(24)));
  }
}
