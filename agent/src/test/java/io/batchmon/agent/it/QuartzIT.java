package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An ordinary Quartz application under the shipped jar. */
class QuartzIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void runsBecomeTracesMetricsAndOneMessage(Jdk jdk) {
    Ended ended = receivers.jvm(jdk).main("QuartzJobs", "Good", "Bad", "Refired").run();
    assertThat(ended.err()).isEmpty();

    ReceivedSpan good = receivers.spanOf("Good");
    assertThat(good.name()).isEqualTo("night.Good");
    assertThat(good.statusCode()).isEqualTo("UNSET");
    assertThat(good.isRoot()).isTrue();
    assertThat(good.attributes())
        .containsEntry("batch.job.system", "quartz")
        .containsEntry("batch.job.group", "night")
        .containsEntry("batch.job.outcome", "succeeded")
        .containsEntry("batch.job.trigger", "at once Good")
        .containsEntry("batch.job.scheduler.name", "billing")
        .containsEntry("code.function.name", "QuartzJobs$Good.execute")
        .containsKeys("batch.job.run.id", "batch.job.scheduled_time", "batch.job.lateness");

    ReceivedSpan bad = receivers.spanOf("Bad");
    assertThat(bad.statusCode()).isEqualTo("ERROR");
    assertThat(bad.attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("error.type", "java.lang.IllegalStateException");
    assertThat(bad.events())
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.attributes())
                    .containsEntry("exception.message", "no connection <to> orders & co"));

    List<ReceivedSpan> attempts = receivers.spansOf("Refired");
    assertThat(attempts).hasSize(2);
    assertThat(attempts.get(0).attributes())
        .containsEntry("batch.job.attempt", 1L)
        .containsEntry("batch.job.outcome", "failed");
    assertThat(attempts.get(1).attributes())
        .containsEntry("batch.job.attempt", 2L)
        .containsEntry("batch.job.outcome", "succeeded")
        .containsEntry("batch.job.run.id", attempts.get(0).attributes().get("batch.job.run.id"));
    assertThat(attempts.get(1).links())
        .singleElement()
        .satisfies(link -> assertThat(link.spanId()).isEqualTo(attempts.get(0).spanId()));
    assertThat(receivers.pointsOf("batch.job.runs", "Refired"))
        .as("one run, however many attempts")
        .singleElement()
        .satisfies(point -> assertThat(point.value()).isEqualTo(1));

    ReceivedSpan main = receivers.spanOf("QuartzJobs");
    assertThat(main.attributes()).containsEntry("batch.job.outcome", "succeeded");
    assertThat(List.of(good.traceId(), bad.traceId())).doesNotContain(main.traceId());

    assertThat(receivers.messages()).hasSize(1);
    JsonNode message = receivers.messages().get(0);
    assertThat(message.get("text").asText()).contains("FAILED").contains("night").contains("Bad");
    assertThat(message.toString()).contains("no connection").contains("IllegalStateException");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void exitInsideAJobAbortsItAndFailsMain(Jdk jdk) {
    Ended ended = receivers.jvm(jdk).main("QuartzJobs", "Exiting").run();
    assertThat(ended.exitCode()).isEqualTo(9);
    assertThat(ended.err()).isEmpty();
    ReceivedSpan job = receivers.spanOf("Exiting");
    assertThat(job.statusCode()).isEqualTo("ERROR");
    assertThat(job.attributes())
        .containsEntry("batch.job.outcome", "aborted")
        .containsEntry("batch.job.exit_code", "9")
        .containsEntry("error.type", "exit");
    assertThat(job.statusMessage())
        .startsWith("the JVM was ended by System.exit(9) in thread ")
        .endsWith("in night.Exiting");
    assertThat(receivers.spanOf("QuartzJobs").attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("batch.job.exit_code", "9");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void signalAbortsTheOpenRun(Jdk jdk) {
    Ended ended =
        receivers
            .jvm(jdk)
            .main("QuartzJobs", "Waiting")
            .start()
            .awaitLine("ready")
            .terminate()
            .await();
    assertThat(ended.exitCode()).isEqualTo(143);
    ReceivedSpan job = receivers.spanOf("Waiting");
    assertThat(job.statusCode()).isEqualTo("ERROR");
    assertThat(job.attributes())
        .containsEntry("batch.job.outcome", "aborted")
        .containsEntry("error.type", "SIGTERM");
    assertThat(receivers.messages()).hasSize(1);
  }
}
