package io.batchmon.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.collector.kit.Await;
import io.batchmon.collector.kit.Collector;
import io.batchmon.collector.kit.Needed;
import io.batchmon.collector.kit.SampleApplication;
import io.batchmon.collector.kit.Web;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What CloudWatch's dashboard and alarms name is what the sample application sends through the
 * collector: each metric with its dimensions, and the words that the log alarm looks for.
 */
class CloudWatchDashboardIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SEARCH =
      Pattern.compile("SEARCH\\('\\{NAMESPACE,([^}]+)} MetricName=\"([^\"]+)\" .*");
  private static final Pattern MATH_ID = Pattern.compile("\\b[a-z][a-z0-9]*\\b");

  @TempDir private static Path folder;
  private static StandInAws aws;
  private static Collector collector;
  private static SampleApplication application;

  @BeforeAll
  static void start() throws IOException {
    aws = StandInAws.start();
    collector = Collector.of("aws-dashboard", folder, "base.yaml", "aws-classic.yaml");
    aws.variables().forEach(collector::env);
    collector.start();
    Map<String, String> environment = SampleApplication.sendingTo(collector.otlpHttp());
    environment.put("OTEL_JAVA_METRICS_CARDINALITY_LIMIT", "4");
    application =
        SampleApplication.start(
            folder,
            environment,
            "nightly-settlement.first=500ms",
            "nightly-settlement.every=3s",
            "disk-check.first=1s",
            "price-feed.first=1s",
            "mail-queue.every=1s");
  }

  @AfterAll
  static void stop() {
    if (application != null) {
      application.close();
    }
    if (collector != null) {
      collector.close();
    }
    if (aws != null) {
      aws.close();
    }
  }

  private static List<JsonNode> metricWidgets() throws IOException {
    List<JsonNode> widgets = new ArrayList<>();
    for (JsonNode widget :
        JSON.readTree(Needed.KIT.resolve("dashboards/cloudwatch.json").toFile()).path("widgets")) {
      if (widget.path("type").asText().equals("metric")) {
        widgets.add(widget.path("properties"));
      }
    }
    return widgets;
  }

  /** Such as {@code batch.job.runs [batch.job.outcome, service.name]}. */
  private static String metric(String name, Set<String> dimensions) {
    return name + " " + new TreeSet<>(dimensions);
  }

  private static Set<String> namedByTheDashboard() throws IOException {
    Set<String> named = new TreeSet<>();
    for (JsonNode widget : metricWidgets()) {
      for (JsonNode entry : widget.path("metrics")) {
        Matcher search = SEARCH.matcher(entry.at("/0/expression").asText());
        if (search.matches()) {
          String[] dimensions = search.group(1).replace("\"", "").split(",", -1);
          named.add(metric(search.group(2), Set.of(dimensions)));
        } else if (entry.path(0).isTextual()) {
          assertThat(entry.path(0).asText()).isEqualTo("NAMESPACE");
          Set<String> dimensions = new HashSet<>();
          for (int i = 2; entry.path(i).isTextual(); i += 2) {
            dimensions.add(entry.path(i).asText());
          }
          named.add(metric(entry.path(1).asText(), dimensions));
        }
      }
    }
    return named;
  }

  private static Set<String> sent() throws IOException {
    Set<String> sent = new TreeSet<>();
    for (LogGroups.Event event : aws.logGroups.events("/batchmon/metrics")) {
      for (JsonNode directive : JSON.readTree(event.message()).at("/_aws/CloudWatchMetrics")) {
        assertThat(directive.path("Namespace").asText()).isEqualTo("Batchmon");
        for (JsonNode name : directive.path("Metrics")) {
          for (JsonNode dimensions : directive.path("Dimensions")) {
            Set<String> names = new HashSet<>();
            dimensions.forEach(dimension -> names.add(dimension.asText()));
            sent.add(metric(name.path("Name").asText(), names));
          }
        }
      }
    }
    return sent;
  }

  @Test
  void eachMetricOfTheDashboardIsSent() throws IOException {
    Set<String> named = namedByTheDashboard();
    assertThat(named).hasSizeGreaterThan(6);
    Await.holds(
        "all are sent",
        () -> {
          Web.post(application.url("/orders"), "");
          assertThat(sent()).containsAll(named);
        });
  }

  @Test
  void eachMetricOfTheAlarmsIsSent() {
    Await.holds(
        "all are sent",
        () ->
            assertThat(sent())
                .contains(
                    metric("batch.job.runs", Set.of("service.name", "batch.job.outcome")),
                    metric(
                        "batch.job.runs",
                        Set.of("service.name", "batch.job.name", "batch.job.outcome")),
                    metric("batch.job.duration", Set.of("service.name", "batch.job.name"))));
  }

  /** What is billed: a name and a value for each of its dimensions. */
  private static Set<String> billed() throws IOException {
    Set<String> billed = new TreeSet<>();
    for (LogGroups.Event event : aws.logGroups.events("/batchmon/metrics")) {
      JsonNode document = JSON.readTree(event.message());
      for (JsonNode directive : document.at("/_aws/CloudWatchMetrics")) {
        for (JsonNode name : directive.path("Metrics")) {
          for (JsonNode dimensions : directive.path("Dimensions")) {
            StringBuilder metric = new StringBuilder(name.path("Name").asText());
            for (JsonNode dimension : dimensions) {
              metric.append(' ').append(document.path(dimension.asText()).asText());
            }
            billed.add(metric.toString());
          }
        }
      }
    }
    return billed;
  }

  @Test
  void noRunIsAMetricAndWhatIsBeyondTheLimitIsCountedTogether() {
    Await.holds(
        "jobs beyond the limit are counted together",
        () ->
            assertThat(billed())
                .anyMatch(
                    metric -> metric.startsWith("batch.job.runs ") && metric.contains("(other)"))
                .anyMatch(
                    metric ->
                        metric.startsWith("batch.job.duration ") && metric.contains("(other)")));
    Await.holds(
        "runs have ended",
        () -> {
          Set<String> runs = new HashSet<>();
          for (LogGroups.Event event : aws.logGroups.events("/batchmon/events")) {
            String id = JSON.readTree(event.message()).at("/attributes/batch.job.run.id").asText();
            if (!id.isEmpty()) {
              runs.add(id);
            }
          }
          assertThat(runs).hasSizeGreaterThan(10);
          for (LogGroups.Event event : aws.logGroups.events("/batchmon/metrics")) {
            assertThat(runs).noneMatch(event.message()::contains);
          }
        });
  }

  @Test
  void widgetsFitAndFormulasNameWhatIsThere() throws IOException {
    int right = 0;
    for (JsonNode widget :
        JSON.readTree(Needed.KIT.resolve("dashboards/cloudwatch.json").toFile()).path("widgets")) {
      right = widget.path("x").asInt() + widget.path("width").asInt();
      assertThat(right).isLessThanOrEqualTo(24);
      assertThat(widget.path("type").asText()).isIn("alarm", "metric", "log");
    }
    for (JsonNode widget : metricWidgets()) {
      Set<String> ids = new HashSet<>();
      List<String> formulas = new ArrayList<>();
      for (JsonNode entry : widget.path("metrics")) {
        JsonNode last = entry.path(entry.size() - 1);
        assertThat(ids.add(last.path("id").asText())).as(entry.toString()).isTrue();
        String expression = last.path("expression").asText();
        if (!expression.isEmpty() && !expression.startsWith("SEARCH")) {
          formulas.add(expression);
        }
      }
      for (String formula : formulas) {
        List<String> used = MATH_ID.matcher(formula).results().map(MatchResult::group).toList();
        assertThat(ids).containsAll(used);
      }
    }
  }

  @Test
  void wordsOfTheLogAlarmAreThoseOfTheEventsOfRunsThatWentWrong() throws IOException {
    String template = Files.readString(Needed.KIT.resolve("alarms/log.yaml"));
    List<String> words =
        Pattern.compile("\\?\"(\\\\\"batch\\.job\\.outcome\\\\\":\\\\\"[a-z]+\\\\\")\"")
            .matcher(template)
            .results()
            .map(found -> found.group(1).replace("\\\"", "\""))
            .toList();
    assertThat(words).hasSize(4);
    Await.holds(
        "runs that succeeded and that failed",
        () -> {
          int wrong = 0;
          int right = 0;
          for (LogGroups.Event event : aws.logGroups.events("/batchmon/events")) {
            JsonNode attributes = JSON.readTree(event.message()).path("attributes");
            if (attributes.path("event.name").asText().equals("batch.job.finished")) {
              boolean found = words.stream().anyMatch(event.message()::contains);
              String outcome = attributes.path("batch.job.outcome").asText();
              assertThat(found)
                  .as(event.message())
                  .isEqualTo(outcome.matches("failed|aborted|rejected|lost"));
              wrong += found ? 1 : 0;
              right += found ? 0 : 1;
            } else {
              assertThat(words).noneMatch(event.message()::contains);
            }
          }
          assertThat(wrong).isPositive();
          assertThat(right).isPositive();
        });
  }
}
