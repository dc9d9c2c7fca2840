package io.batchmon.agent.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.standin.ReceivedEvent;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInCollector;
import io.batchmon.standin.StandInSlack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A collector and a Slack webhook of the tests' own, emptied before each test. */
final class Receivers implements BeforeEachCallback, AfterAllCallback {
  private StandInCollector collector;
  private StandInSlack slack;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    if (collector != null) {
      afterAll(context);
    }
    collector = StandInCollector.start();
    slack = StandInSlack.start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    collector.close();
    slack.close();
  }

  StandInCollector collector() {
    return collector;
  }

  StandInSlack slack() {
    return slack;
  }

  /** A JVM whose agent sends here, as in production. */
  ForkedJvm jvm(Jdk jdk) {
    return jvm(jdk, ForkedJvm.AGENT);
  }

  /** As above, with this jar as the agent. */
  ForkedJvm jvm(Jdk jdk, Path agent) {
    return ForkedJvm.on(jdk)
        .option("-javaagent:" + agent)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
        .env("BATCHMON_ENVIRONMENT", "production")
        .env("BATCHMON_SERVICE_NAME", "billing")
        .env("BATCHMON_SLACK_WEBHOOK_URL", slack.url());
  }

  /** The spans of a job but for its calls, in the order in which they ended. */
  List<ReceivedSpan> spansOf(String job) {
    return collector.spans().stream()
        .filter(span -> !span.kind().equals("CLIENT"))
        .filter(span -> job.equals(span.attributes().get("batch.job.name")))
        .toList();
  }

  ReceivedSpan spanOf(String job) {
    List<ReceivedSpan> spans = spansOf(job);
    if (spans.size() != 1) {
      throw new AssertionError("Not one span of " + job + ": " + collector.spans());
    }
    return spans.get(0);
  }

  List<ReceivedMetric> pointsOf(String metric, String job) {
    return collector.metrics().stream()
        .filter(point -> point.name().equals(metric))
        .filter(point -> job.equals(point.attributes().get("batch.job.name")))
        .toList();
  }

  List<ReceivedEvent> eventsOf(String event, String job) {
    return collector.events().stream()
        .filter(received -> received.name().equals(event))
        .filter(received -> job.equals(received.attributes().get("batch.job.name")))
        .toList();
  }

  List<JsonNode> messages() {
    return slack.messages();
  }
}
