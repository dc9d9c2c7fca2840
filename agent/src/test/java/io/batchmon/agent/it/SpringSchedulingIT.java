package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Spring's scheduler under the shipped jar, whose hooks are to be woven in the order they have. */
class SpringSchedulingIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  static Stream<Jdk> jdks() {
    return Jdk.all().filter(jdk -> jdk.version() >= 17);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void tasksAreRunsWithTheirSchedule(Jdk jdk) {
    Ended ended = receivers.jvm(jdk).main("SpringTasks").run();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).isEqualTo("done\n");

    List<ReceivedSpan> rate = spans("Settle");
    assertThat(rate).hasSizeGreaterThanOrEqualTo(2);
    assertThat(rate)
        .allSatisfy(
            span ->
                assertThat(span.attributes())
                    .containsEntry("batch.job.outcome", "succeeded")
                    .containsEntry("batch.job.schedule", "every 50 ms")
                    .containsKey("batch.job.scheduled_time"));
    assertThat(spans("SpringTasks 1 h after the end"))
        .singleElement()
        .satisfies(
            span ->
                assertThat(span.attributes())
                    .containsEntry("batch.job.outcome", "succeeded")
                    .containsEntry("batch.job.schedule", "1 h after the end"));
  }

  private static List<ReceivedSpan> spans(String name) {
    return receivers.collector().spans().stream().filter(span -> span.name().equals(name)).toList();
  }
}
