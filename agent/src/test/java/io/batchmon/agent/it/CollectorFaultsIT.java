package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The collector refuses, hangs, answers 503 or is slow: the JVM's end is delayed by two seconds at
 * most, the exit code stays, and what was lost is one line.
 */
class CollectorFaultsIT {
  /** Two seconds of deadline, and generously what a busy machine takes to start a JVM. */
  private static final long MOST_MILLIS = 2_000 + 8_000;

  @RegisterExtension static final Receivers receivers = new Receivers();

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  private static void assertLostInOneLine(Ended ended) {
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.millis()).isLessThan(MOST_MILLIS);
    assertThat(ended.err().lines().filter(line -> line.contains("[batchmon]")))
        .singleElement()
        .asString()
        .startsWith("[batchmon] WARN ")
        .containsIgnoringCase("lost");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void refusingCollector(Jdk jdk) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Ended ended =
        receivers
            .jvm(jdk)
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + port)
            .main("Endings", "exit3")
            .run();
    assertLostInOneLine(ended);
    assertThat(ended.err()).contains("127.0.0.1:" + port);
    assertThat(receivers.messages()).as("the alert does not depend on the collector").hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void hangingCollector(Jdk jdk) {
    receivers.collector().hang();
    assertLostInOneLine(receivers.jvm(jdk).main("Endings", "exit3").run());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void unavailableCollector(Jdk jdk) {
    receivers.collector().answerStatus(503);
    Ended ended = receivers.jvm(jdk).main("Endings", "exit3").run();
    assertLostInOneLine(ended);
    assertThat(ended.err()).contains("503");
  }

  @Test
  void slowCollectorWithinTheDeadlineLosesNothing() {
    receivers.collector().slow(Duration.ofMillis(300));
    Ended ended =
        receivers
            .jvm(Jdk.running())
            .env("BATCHMON_SHUTDOWN_TIMEOUT", "20s")
            .main("Endings", "exit3")
            .run();
    assertThat(ended.err()).isEqualTo("a line of the application on stderr\n");
    assertThat(receivers.spanOf("Endings").attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("error.type", "exit");
  }

  @Test
  void haltIsBoundedAsWell() {
    receivers.collector().hang();
    Ended ended = receivers.jvm(Jdk.running()).main("Endings", "halt5").run();
    assertThat(ended.exitCode()).isEqualTo(5);
    assertThat(ended.millis()).isLessThan(MOST_MILLIS);
  }

  @Test
  void deadlineIsASetting() {
    receivers.collector().hang();
    Ended ended =
        receivers
            .jvm(Jdk.running())
            .env("BATCHMON_SHUTDOWN_TIMEOUT", "100ms")
            .main("Endings", "return")
            .run();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).containsIgnoringCase("lost");
  }
}
