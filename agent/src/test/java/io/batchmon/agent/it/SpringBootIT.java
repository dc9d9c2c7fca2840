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

/** An ordinary Spring Boot application under the shipped jar. */
class SpringBootIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  static Stream<Jdk> jdks() {
    return Jdk.all().filter(jdk -> jdk.version() >= 17);
  }

  private static ForkedJvm application(Jdk jdk, String... arguments) {
    return receivers
        .jvm(jdk)
        .option("-Dorg.springframework.boot.logging.LoggingSystem=none")
        .main("BootJobs", arguments);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void scheduledMethodsAndRunnersAreRuns(Jdk jdk) {
    Ended ended = application(jdk).run();

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).isEqualToIgnoringNewLines("true\n");
    assertThat(ended.exitCode()).isZero();
    List<ReceivedSpan> feeds = receivers.spansOf("PriceFeed.refresh");
    assertThat(feeds).hasSizeGreaterThanOrEqualTo(3);
    assertThat(feeds)
        .allSatisfy(
            feed ->
                assertThat(feed.attributes())
                    .containsEntry("batch.job.system", "spring_scheduling")
                    .containsEntry("batch.job.schedule", "20 ms after the end"));
    assertThat(feeds).filteredOn(feed -> feed.statusCode().equals("ERROR")).hasSize(1);
    ReceivedSpan failed = feeds.get(1);
    assertThat(failed.statusCode()).isEqualTo("ERROR");
    assertThat(failed.attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("error.type", "java.lang.IllegalStateException");
    assertThat(receivers.spansOf("PriceFeed.remind"))
        .allSatisfy(
            remind ->
                assertThat(remind.attributes())
                    .containsEntry("batch.job.outcome", "succeeded")
                    .containsEntry("batch.job.schedule", "every 20 ms"));
    assertThat(receivers.spanOf("WarmUp").attributes())
        .containsEntry("batch.job.system", "spring_boot")
        .containsEntry("batch.job.outcome", "succeeded");
    assertThat(receivers.messages().get(0).toString())
        .contains("FAILED PriceFeed.refresh", "no price of milk");
  }

  @Test
  void runnerThatThrowsIsOneFailureOfTheWholeMain() {
    Ended plain = ForkedJvm.on(Jdk.running()).main("BootJobs", "--migrate=1").run();
    Ended ended = application(Jdk.running(), "--migrate=1").run();

    assertThat(ended.exitCode()).isEqualTo(plain.exitCode()).isEqualTo(1);
    ReceivedSpan main = receivers.spanOf("BootJobs");
    ReceivedSpan runner = receivers.spanOf("Migration");
    assertThat(runner.parentSpanId()).isEqualTo(main.spanId());
    for (ReceivedSpan failed : List.of(main, runner)) {
      assertThat(failed.statusCode()).isEqualTo("ERROR");
      assertThat(failed.attributes())
          .containsEntry("batch.job.outcome", "failed")
          .containsEntry("error.type", "java.lang.IllegalStateException");
    }
    assertThat(receivers.messages()).hasSize(1);
    assertThat(receivers.messages().get(0).toString())
        .contains("FAILED Migration", "no table of orders");
  }
}
