package io.batchmon.collector.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What CloudWatch's specification of the embedded metric format says of one document. */
final class EmfRules {
  private static final Set<String> UNITS =
      Set.of(
          "Seconds",
          "Microseconds",
          "Milliseconds",
          "Bytes",
          "Kilobytes",
          "Megabytes",
          "Gigabytes",
          "Terabytes",
          "Bits",
          "Kilobits",
          "Megabits",
          "Gigabits",
          "Terabits",
          "Percent",
          "Count",
          "Bytes/Second",
          "Kilobytes/Second",
          "Megabytes/Second",
          "Gigabytes/Second",
          "Terabytes/Second",
          "Bits/Second",
          "Kilobits/Second",
          "Megabits/Second",
          "Gigabits/Second",
          "Terabits/Second",
          "Count/Second",
          "None");

  private final List<String> problems = new ArrayList<>();

  private EmfRules() {}

  /** In words; empty if CloudWatch makes metrics of the document. */
  static List<String> problems(JsonNode document, Instant now) {
    EmfRules rules = new EmfRules();
    rules.check(document, now);
    return rules.problems;
  }

  private void demand(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  private void check(JsonNode document, Instant now) {
    JsonNode aws = document.path("_aws");
    demand(aws.path("Timestamp").isIntegralNumber(), "Timestamp is missing");
    Instant time = Instant.ofEpochMilli(aws.path("Timestamp").asLong());
    demand(time.isAfter(now.minus(Duration.ofDays(14))), "older than 14 days");
    demand(time.isBefore(now.plus(Duration.ofHours(2))), "more than 2 hours ahead");
    demand(!aws.path("CloudWatchMetrics").isEmpty(), "no CloudWatchMetrics");
    for (JsonNode directive : aws.path("CloudWatchMetrics")) {
      String namespace = directive.path("Namespace").asText();
      demand(!namespace.isEmpty() && namespace.length() <= 255, "namespace " + namespace);
      demand(!namespace.startsWith("AWS/"), "namespace " + namespace);
      demand(!directive.path("Dimensions").isEmpty(), "no dimensions");
      for (JsonNode set : directive.path("Dimensions")) {
        demand(set.size() <= 30, set.size() + " dimensions");
        for (JsonNode name : set) {
          JsonNode value = document.path(name.asText());
          demand(
              value.isTextual() && !value.asText().isBlank() && value.asText().length() <= 1024,
              "dimension " + name + " is " + value);
        }
      }
      demand(directive.path("Metrics").size() <= 100, "more than 100 metrics");
      for (JsonNode metric : directive.path("Metrics")) {
        metric(document, metric);
      }
    }
  }

  private void metric(JsonNode document, JsonNode metric) {
    String name = metric.path("Name").asText();
    demand(!name.isEmpty() && name.length() <= 1024, "metric name " + name);
    demand(
        !metric.has("Unit") || UNITS.contains(metric.path("Unit").asText()),
        "unit " + metric.path("Unit") + " of " + name);
    JsonNode value = document.path(name);
    if (value.isObject() && value.has("Values")) {
      demand(value.path("Values").size() <= 100, "more than 100 values of " + name);
      demand(
          value.path("Values").size() == value.path("Counts").size(), "values, counts of " + name);
    } else if (value.isObject()) {
      for (String statistic : new String[] {"Max", "Min", "Count", "Sum"}) {
        demand(value.path(statistic).isNumber(), statistic + " of " + name);
      }
    } else {
      demand(value.isNumber(), name + " is " + value);
    }
  }
}
