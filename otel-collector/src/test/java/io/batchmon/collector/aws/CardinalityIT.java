package io.batchmon.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.night.ManyRuns;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.collector.kit.Collector;
import io.batchmon.collector.kit.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 10,000 job names and a million run ids: what of that CloudWatch is asked to bill. */
class CardinalityIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RUNS = 1_000_000;

  @TempDir private Path folder;

  @Test
  void aMillionRunsAreCountedAndFewOfTheirNamesAreDimensions() throws IOException {
    try (StandInAws aws = StandInAws.start();
        Collector collector =
            Collector.of("cardinality", folder, "base.yaml", "aws-classic.yaml")) {
      aws.variables().forEach(collector::env);
      collector.start();
      RunningProcess many =
          Job.sendingTo(collector.otlpHttp())
              .env("OTEL_TRACES_EXPORTER", "none")
              .env("OTEL_LOGS_EXPORTER", "none")
              .env("OTEL_JAVA_METRICS_CARDINALITY_LIMIT", "200")
              .env("BATCHMON_SHUTDOWN_TIMEOUT", "30s")
              .start(folder, ManyRuns.class, "10000", String.valueOf(RUNS));
      assertThat(many.await()).as(many.log()).isZero();

      Map<String, Set<String>> values = new TreeMap<>();
      Set<String> billed = new HashSet<>();
      double runs = 0;
      for (LogGroups.Event event : aws.logGroups.events("/batchmon/metrics")) {
        JsonNode document = JSON.readTree(event.message());
        runs += document.path("batch.job.runs").asDouble(0);
        assertThat(document.toString()).doesNotContain("run.id");
        if (document.has("_aws")) {
          assertThat(EmfRules.problems(document, Instant.now())).isEmpty();
          dimensions(document, values, billed);
        }
      }
      System.err.println(
          RUNS
              + " runs of 10000 jobs: "
              + billed.size()
              + " metrics to be billed, names of jobs among those of batch.job.runs: "
              + values.get("batch.job.runs batch.job.name").size());
      assertThat(runs)
          .as("each run is counted, also those without a name; sent again: %s", aws.repeated())
          .isBetween(RUNS + 1.0, aws.repeated().isEmpty() ? RUNS + 1.0 : 2.0 * RUNS);
      for (String metric : List.of("batch.job.runs", "batch.job.duration", "batch.job.active")) {
        assertThat(values.get(metric + " batch.job.name"))
            .as("%s of %s", metric, values.keySet())
            .contains("(other)")
            .hasSizeLessThanOrEqualTo(200);
      }
      assertThat(values.keySet())
          .allSatisfy(
              key -> assertThat(key).matches(".* (batch\\.job\\.(name|outcome)|service\\.name)"));
      assertThat(billed).hasSizeLessThan(1000);
      assertThat(aws.unprocessed()).isEmpty();
    }
  }

  private static void dimensions(
      JsonNode document, Map<String, Set<String>> values, Set<String> billed) {
    for (JsonNode directive : document.at("/_aws/CloudWatchMetrics")) {
      for (JsonNode set : directive.path("Dimensions")) {
        StringBuilder series = new StringBuilder();
        for (JsonNode name : set) {
          String value = document.path(name.asText()).asText();
          series.append(name.asText()).append('=').append(value).append(' ');
          for (JsonNode metric : directive.path("Metrics")) {
            String of = metric.path("Name").asText() + ' ' + name.asText();
            values.computeIfAbsent(of, any -> new HashSet<>()).add(value);
          }
        }
        for (JsonNode metric : directive.path("Metrics")) {
          billed.add(metric.path("Name").asText() + ' ' + series);
        }
      }
    }
  }
}
