package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.ReceivedSpan;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a plain main() ends, as trace, metric, event and message. */
class MainEndingsIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  /** An ending, and what must be told of it. */
  record Ending(
      String argument,
      String outcome,
      String exitCode,
      String errorType,
      String exceptionMessage,
      String reason) {}

  private static final List<Ending> ENDINGS =
      List.of(
          new Ending("return", "succeeded", "0", null, null, null),
          new Ending("exit0", "succeeded", "0", null, null, null),
          new Ending("exit3", "failed", "3", "exit", null, "exit code 3"),
          new Ending("exitInThread", "failed", "4", "exit", null, "exit code 4"),
          new Ending("interrupted", "failed", "8", "exit", null, "exit code 8"),
          new Ending("halt5", "failed", "5", "exit", null, "exit code 5"),
          new Ending("hooks", "failed", "6", "exit", null, "exit code 6"),
          new Ending(
              "throw",
              "failed",
              "1",
              "java.lang.IllegalStateException",
              "the ledger is closed",
              null),
          new Ending(
              "throwInLastThread",
              "failed",
              "0",
              "java.lang.IllegalArgumentException",
              "the last thread gave up",
              null),
          new Ending(
              "handlerExits",
              "failed",
              "7",
              "java.lang.IllegalStateException",
              "told by a handler",
              null));

  static Stream<Arguments> endings() {
    return Jdk.all().flatMap(jdk -> ENDINGS.stream().map(ending -> Arguments.of(jdk, ending)));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void endOfMainIsTold(Jdk jdk, Ending ending) {
    receivers.jvm(jdk).main("Endings", ending.argument()).run();

    ReceivedSpan span = receivers.spanOf("Endings");
    assertThat(span.name()).isEqualTo("Endings");
    assertThat(span.isRoot()).isTrue();
    assertThat(span.kind()).isEqualTo("INTERNAL");
    Map<String, Object> attributes = span.attributes();
    assertThat(attributes)
        .containsEntry("batch.job.system", "main")
        .containsEntry("batch.job.outcome", ending.outcome())
        .containsEntry("batch.job.exit_code", ending.exitCode())
        .containsEntry("batch.job.attempt", 1L)
        .containsEntry("code.function.name", "Endings.main")
        .containsEntry("thread.name", "main")
        .containsEntry("aws.span.kind", "LOCAL_ROOT")
        .containsEntry("aws.local.service", "billing");
    assertThat(span.resource())
        .containsEntry("service.name", "billing")
        .containsEntry("deployment.environment.name", "production")
        .containsKey("process.pid")
        .doesNotContainKey("process.command_args");
    assertThat(attributes.get("error.type")).isEqualTo(ending.errorType());
    boolean failed = ending.outcome().equals("failed");
    assertThat(span.statusCode()).isEqualTo(failed ? "ERROR" : "UNSET");
    if (ending.exceptionMessage() != null) {
      assertThat(span.events()).hasSize(1);
      assertThat(span.events().get(0).attributes())
          .containsEntry("exception.type", ending.errorType())
          .containsEntry("exception.message", ending.exceptionMessage());
    } else {
      assertThat(span.events()).isEmpty();
      assertThat(span.statusMessage()).isEqualTo(ending.reason() == null ? "" : ending.reason());
    }
    assertThat(receivers.pointsOf("batch.job.runs", "Endings"))
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.value()).isEqualTo(1);
              assertThat(point.temporality()).isEqualTo("DELTA");
              assertThat(point.attributes()).containsEntry("batch.job.outcome", ending.outcome());
            });
    assertThat(receivers.pointsOf("batch.job.duration", "Endings"))
        .singleElement()
        .extracting(ReceivedMetric::type)
        .isEqualTo("exponential_histogram");
    assertThat(receivers.eventsOf("batch.job.finished", "Endings"))
        .singleElement()
        .satisfies(event -> assertThat(event.traceId()).isEqualTo(span.traceId()));
    List<JsonNode> messages = receivers.messages();
    assertThat(messages).hasSize(failed ? 1 : 0);
    if (failed) {
      assertThat(messages.get(0).get("text").asText())
          .startsWith("[production] FAILED")
          .contains("Endings");
    }
  }

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void terminatedMainIsAborted(Jdk jdk) {
    receivers.jvm(jdk).main("Endings", "wait").start().awaitLine("ready").terminate().await();
    ReceivedSpan span = receivers.spanOf("Endings");
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attributes())
        .containsEntry("batch.job.outcome", "aborted")
        .containsEntry("batch.job.exit_code", "143")
        .containsEntry("error.type", "SIGTERM");
    assertThat(span.statusMessage()).isEqualTo("the JVM was ended by SIGTERM");
    assertThat(receivers.messages()).hasSize(1);
    assertThat(receivers.messages().get(0).get("text").asText()).contains("ABORTED");
  }

  static Stream<Jdk> jdksWithInstanceMain() {
    return Jdk.of(25).stream();
  }

  @ParameterizedTest
  @MethodSource("jdksWithInstanceMain")
  void instanceMainIsARun(Jdk jdk) {
    Ended ended = receivers.jvm(jdk).main("InstanceMain").run();
    assertThat(ended.out()).isEqualTo("an instance at work\n");
    assertThat(receivers.spanOf("InstanceMain").attributes())
        .containsEntry("batch.job.outcome", "succeeded");
  }
}
