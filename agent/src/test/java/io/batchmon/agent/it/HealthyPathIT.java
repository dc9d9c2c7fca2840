package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever never fails never pays: what a healthy JVM loads, from its own class log. */
class HealthyPathIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void healthyJobLoadsNothingOfTheDeliverySide(Jdk jdk) {
    Ended ended = receivers.jvm(jdk).option("-verbose:class").main("QuartzJobs", "Good").run();
    assertThat(receivers.spanOf("Good").attributes())
        .containsEntry("batch.job.outcome", "succeeded");
    List<String> loaded = ended.out().lines().toList();
    assertThat(loaded).anyMatch(line -> line.contains("io.batchmon.agent."));
    assertThat(loaded.stream().filter(HealthyPathIT::isOfTheDeliverySide)).isEmpty();
  }

  private static boolean isOfTheDeliverySide(String line) {
    return line.contains("okhttp3.")
        || line.contains("okio.")
        || line.contains("kotlin.")
        || line.contains("com.fasterxml.jackson.")
        || (line.contains("net.bytebuddy.") && !line.contains("net.bytebuddy.jar.asm."));
  }
}
