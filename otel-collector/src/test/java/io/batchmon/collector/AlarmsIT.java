package io.batchmon.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.batchmon.collector.kit.Moto;
import io.batchmon.collector.kit.Needed;
import io.batchmon.collector.kit.Prometheus;
import io.batchmon.collector.kit.PythonTools;
import io.batchmon.collector.kit.PythonTools.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The alarms: Prometheus's rules by its own tool, the templates by cfn-lint, and what they make,
 * made in moto by the AWS command line and read back.
 */
class AlarmsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ALARMS = Needed.KIT.resolve("alarms");
  private static final String TOPIC = "arn:aws:sns:eu-central-1:123456789012:batchmon-production";

  @TempDir private static Path folder;
  private static Moto moto;
  private static Ended first;
  private static Ended second;

  @BeforeAll
  static void setUpAnAccount() throws IOException {
    moto = Moto.start(folder);
    Path webhook =
        Files.writeString(folder.resolve("webhook"), "https://hooks.example/T/B/first\n");
    first = setUp(webhook);
    Files.writeString(webhook, "https://hooks.example/T/B/second\n");
    second = setUp(webhook);
  }

  private static Ended setUp(Path webhook) {
    Map<String, String> environment = new HashMap<>(moto.environment());
    environment.put("SLACK_WEBHOOK_FILE", webhook.toString());
    return PythonTools.run(
        "setup",
        environment,
        List.of(
            Needed.KIT.resolve("deploy/setup-aws.sh").toString(),
            "production",
            "billing",
            "EndOfDay=Europe/Berlin,7200",
            "reports.daily-report=86400"));
  }

  @AfterAll
  static void stop() {
    if (moto != null) {
      moto.close();
    }
  }

  private static Ended promtool(Path rules, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Prometheus.promtool().toString()));
    command.addAll(List.of(arguments));
    command.add(rules.toString());
    return PythonTools.run("promtool", Map.of(), command);
  }

  @Test
  void rulesOfPrometheusFireAsTheirCasesSay() {
    assertThat(promtool(ALARMS.resolve("prometheus-rules.yml"), "check", "rules").output())
        .contains("SUCCESS: 11 rules found");
    Ended ended = promtool(ALARMS.resolve("prometheus-rules-test.yml"), "test", "rules");
    assertThat(ended.output()).contains("SUCCESS");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void casesFailWhenARuleIsAnother() throws IOException {
    String rules = Files.readString(ALARMS.resolve("prometheus-rules.yml"));
    String cases = Files.readString(ALARMS.resolve("prometheus-rules-test.yml"));
    Map<String, String> mutants =
        Map.of(
            "unless batch_job_runs_total offset 10m", "and batch_job_runs_total offset 20m",
            "and on () group(up offset 10m)", "",
            "> 0.2", "> 0.6",
            "> 900", "> 9000",
            "> 26 * 3600", "> 28 * 3600",
            "for: 2h", "for: 1h",
            "deriv(batch_queue_waiting[15m]) > 0", "deriv(batch_queue_waiting[15m]) < 9",
            "increase(batch_queue_swallowed_total", "0 * increase(batch_queue_swallowed_total",
            "up{job=~\".*collector.*\"} == 0", "up{job=~\".*collector.*\"} == 1");
    for (Map.Entry<String, String> mutant : mutants.entrySet()) {
      assertThat(rules).contains(mutant.getKey());
      Files.writeString(
          folder.resolve("prometheus-rules.yml"),
          rules.replace(mutant.getKey(), mutant.getValue()));
      Path test = Files.writeString(folder.resolve("cases.yml"), cases);
      assertThat(promtool(test, "test", "rules").exitCode()).as(mutant.getKey()).isEqualTo(1);
    }
  }

  @Test
  void templatesAreWhatCloudFormationTakes() throws IOException {
    assertThat(lint(templates())).isEqualTo(new Ended(0, ""));
    Path wrong =
        Files.writeString(
            folder.resolve("wrong.yaml"),
            Files.readString(ALARMS.resolve("job.yaml")).replace("WallClockWindow", "WallClock"));
    assertThat(lint(List.of(wrong)).output()).contains("WallClock");
  }

  private static Ended lint(List<Path> templates) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--include-checks", "I", "--regions", "eu-central-1", "us-east-1", "--"));
    templates.forEach(template -> arguments.add(template.toString()));
    return PythonTools.run(Map.of(), "cfn-lint", arguments.toArray(String[]::new));
  }

  private static List<Path> templates() throws IOException {
    try (Stream<Path> files = Files.list(ALARMS)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @Test
  void setupMakesWhatIsNeededAndMayBeRunAgain() {
    assertThat(first.output()).contains("secret slack-webhook-production: made");
    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(second.output()).contains("secret slack-webhook-production: a new version");
    assertThat(second.exitCode()).as(second.output()).isZero();
    assertThat(second.output()).contains("Topic:                      " + TOPIC);

    assertThat(
            moto.aws(
                    "secretsmanager", "get-secret-value", "--secret-id", "slack-webhook-production")
                .path("SecretString")
                .asText())
        .as("as the agent reads it, without the end of a line")
        .isEqualTo("https://hooks.example/T/B/second");
    assertThat(moto.aws("sns", "list-topics").toString()).contains(TOPIC);
    for (JsonNode stack : moto.aws("cloudformation", "describe-stacks").path("Stacks")) {
      assertThat(stack.path("StackStatus").asText()).matches("(CREATE|UPDATE)_COMPLETE");
    }
    assertThat(moto.aws("cloudformation", "describe-stacks").path("Stacks")).hasSize(5);
    assertThat(moto.aws("logs", "describe-log-groups").path("logGroups"))
        .extracting(group -> group.path("logGroupName").asText())
        .contains("/batchmon/events", "/batchmon/metrics");
  }

  @Test
  void collectorMayWriteMetricsOfItsNamespaceOnly() {
    JsonNode policy =
        moto.aws(
                "iam",
                "get-policy-version",
                "--version-id",
                "v1",
                "--policy-arn",
                "arn:aws:iam::123456789012:policy/batchmon-collector-production-eu-central-1")
            .at("/PolicyVersion/Document");
    int metrics = 0;
    for (JsonNode statement : policy.path("Statement")) {
      if (statement.path("Action").toString().contains("PutMetricData")) {
        metrics++;
        assertThat(statement.at("/Condition/StringEquals/cloudwatch:namespace").asText())
            .isEqualTo("Batchmon");
        assertThat(statement.path("Action").asText()).isEqualTo("cloudwatch:PutMetricData");
      } else if (statement.path("Resource").toString().contains("\"*\"")) {
        assertThat(statement.path("Action").toString())
            .isEqualTo(
                "[\"xray:PutTraceSegments\",\"xray:PutTelemetryRecords\",\"xray:PutSpans\","
                    + "\"xray:PutSpansForIndexing\"]");
      }
      assertThat(statement.path("Action").toString()).doesNotContain("*");
    }
    assertThat(metrics).isOne();
  }

  /** What a template or the Terraform folder says, as CloudWatch is told it. */
  private static ArrayNode alarms(String kind, String where, String... values) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("src/test/python/alarms.py", kind, ALARMS.resolve(where).toString()));
    arguments.addAll(List.of(values));
    arguments.add("AlertTopicArn=" + TOPIC);
    Ended ended = PythonTools.run(Map.of(), "python", arguments.toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    return (ArrayNode) JSON.readTree(ended.output());
  }

  // why: moto's CloudFormation passes over alarms, so each is put by the call that CloudFormation
  // would make
  @Test
  void alarmsAreTakenAndAreWhatTheyShouldBe() throws IOException {
    ArrayNode wanted = alarms("cloudformation", "service.yaml", "Service=billing");
    wanted.addAll(alarms("cloudformation", "log.yaml"));
    wanted.addAll(
        alarms(
            "cloudformation",
            "job.yaml",
            "Service=billing",
            "Job=EndOfDay",
            "DailyTimezone=Europe/Berlin",
            "HeartbeatSeconds=3600",
            "LongestSeconds=7200"));
    Path input = Files.writeString(folder.resolve("alarms.json"), wanted.toString());
    assertThat(
            PythonTools.run(
                moto.environment(), "python", "src/test/python/alarms.py", "put", input.toString()))
        .isEqualTo(new Ended(0, ""));

    Map<String, JsonNode> made = new HashMap<>();
    for (JsonNode alarm : moto.aws("cloudwatch", "describe-alarms").path("MetricAlarms")) {
      made.put(alarm.path("AlarmName").asText(), alarm);
    }
    assertThat(made.keySet())
        .containsExactlyInAnyOrder(
            "batchmon-production-billing-failed",
            "batchmon-production-billing-failure-rate",
            "batchmon-production-billing-EndOfDay-heartbeat",
            "batchmon-production-billing-EndOfDay-daily",
            "batchmon-production-billing-EndOfDay-too-long",
            "batchmon-production-log-failed");
    for (JsonNode alarm : wanted) {
      JsonNode there = made.get(alarm.path("AlarmName").asText());
      for (String field :
          List.of(
              "Namespace",
              "MetricName",
              "Statistic",
              "Period",
              "ComparisonOperator",
              "TreatMissingData",
              "EvaluationPeriods",
              "AlarmDescription")) {
        assertThat(there.path(field).asText()).as(field).isEqualTo(alarm.path(field).asText());
      }
      assertThat(there.path("Threshold").asDouble()).isEqualTo(alarm.path("Threshold").asDouble());
      assertThat(there.path("AlarmActions").toString()).isEqualTo("[\"" + TOPIC + "\"]");
      assertThat(there.path("Metrics").size()).isEqualTo(alarm.path("Metrics").size());
    }
    for (JsonNode alarm : wanted) {
      boolean missing = alarm.path("AlarmName").asText().matches(".*-(heartbeat|daily)");
      assertThat(alarm.path("TreatMissingData").asText())
          .isEqualTo(missing ? "breaching" : "notBreaching");
      assertThat(alarm.at("/WarmUpConfiguration/WarmUpPeriodDurationInMinutes").asInt())
          .isEqualTo(missing ? 1440 : 0);
    }
  }

  @Test
  void terraformSaysTheSame() throws IOException {
    ArrayNode template = alarms("cloudformation", "service.yaml", "Service=billing");
    template.addAll(alarms("cloudformation", "log.yaml"));
    List<JsonNode> sorted = new ArrayList<>();
    template.forEach(sorted::add);
    sorted.sort(Comparator.comparing(alarm -> alarm.path("AlarmName").asText()));

    assertThat(alarms("terraform", "terraform", "Service=billing"))
        .containsExactlyElementsOf(sorted);
  }

  @Test
  void filterOfTheLogIsTaken() {
    String pattern =
        "?\"\\\"batch.job.outcome\\\":\\\"failed\\\"\" ?\"\\\"batch.job.outcome\\\":\\\"lost\\\"\"";
    assertThat(
            PythonTools.run(
                moto.environment(),
                "aws",
                "logs",
                "put-metric-filter",
                "--log-group-name",
                "/batchmon/events",
                "--filter-name",
                "failed",
                "--filter-pattern",
                pattern,
                "--metric-transformations",
                "metricName=x,metricNamespace=Batchmon,metricValue=1,defaultValue=0"))
        .isEqualTo(new Ended(0, ""));
  }
}
