package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An ordinary Spring Batch application under the shipped jar, which has the hooks of Spring Batch 3
 * to 5 for the same methods as well: that those do not fit is nothing to be told.
 */
class SpringBatchIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  static Stream<Jdk> jdks() {
    return Jdk.all().filter(jdk -> jdk.version() >= 17);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void jobThatFailsWithoutThrowingIsAnErrorAndOneMessage(Jdk jdk) {
    Ended ended = receivers.jvm(jdk).main("BatchJobs", "Good", "Bad").run();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).isEqualToIgnoringNewLines("Good COMPLETED\nBad FAILED\n");
    assertThat(ended.exitCode()).isZero();

    ReceivedSpan good = span("Good");
    assertThat(good.statusCode()).isEqualTo("UNSET");
    assertThat(good.attributes())
        .containsEntry("batch.job.system", "spring_batch")
        .containsEntry("batch.job.outcome", "succeeded")
        .containsEntry("batch.job.status", "COMPLETED")
        .containsEntry("batch.job.exit_code", "COMPLETED");
    assertThat(stepOf(good).attributes()).containsEntry("batch.job.outcome", "succeeded");

    ReceivedSpan bad = span("Bad");
    for (ReceivedSpan failed : List.of(bad, stepOf(bad))) {
      assertThat(failed.statusCode()).isEqualTo("ERROR");
      assertThat(failed.attributes())
          .containsEntry("batch.job.outcome", "failed")
          .containsEntry("batch.job.status", "FAILED")
          .containsEntry("batch.job.execution.id", 1L)
          .containsEntry("error.type", "java.lang.IllegalStateException");
      assertThat(failed.events())
          .singleElement()
          .satisfies(
              event ->
                  assertThat(event.attributes())
                      .containsEntry("exception.message", "no connection to orders"));
      assertThat(failed.toString()).doesNotContain("hunter2");
    }
    assertThat(receivers.messages()).hasSize(1);
    assertThat(receivers.messages().get(0).toString())
        .contains("Bad", "no connection to orders")
        .doesNotContain("hunter2");
  }

  @Test
  void oneSettingSwitchesAllVersionsOff() {
    Ended ended =
        receivers
            .jvm(Jdk.running())
            .env("BATCHMON_INSTRUMENTATION_SPRING_BATCH_ENABLED", "false")
            .main("BatchJobs", "Bad")
            .run();

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).isEqualToIgnoringNewLines("Bad FAILED\n");
    assertThat(receivers.spansOf("Bad")).isEmpty();
    assertThat(receivers.messages()).isEmpty();
  }

  private static ReceivedSpan span(String job) {
    return receivers.spansOf(job).stream()
        .filter(span -> !span.attributes().containsKey("batch.step.name"))
        .reduce(
            (one, other) -> {
              throw new AssertionError("two runs of " + job);
            })
        .orElseThrow();
  }

  private static ReceivedSpan stepOf(ReceivedSpan job) {
    List<ReceivedSpan> steps =
        receivers.spansOf(job.name()).stream()
            .filter(span -> span.attributes().containsKey("batch.step.name"))
            .toList();
    assertThat(steps).hasSize(1);
    assertThat(steps.get(0).name()).isEqualTo("load");
    assertThat(steps.get(0).traceId()).isEqualTo(job.traceId());
    assertThat(steps.get(0).parentSpanId()).isEqualTo(job.spanId());
    return steps.get(0);
  }
}
