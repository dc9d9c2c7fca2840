package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.agent.it.ForkedJvm.Running;
import io.batchmon.standin.Fault;
import io.batchmon.standin.StandInSlack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a JVM that was killed has left, and what the next one of the service makes of it. */
class RestartIT {
  @RegisterExtension static final Receivers receivers = new Receivers();
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path state;

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  private ForkedJvm jvm(Jdk jdk, String... arguments) {
    return receivers
        .jvm(jdk)
        .env("BATCHMON_STATE_DIR", state.toString())
        .main("FailsAndWaits", arguments);
  }

  private static List<String> told() {
    return receivers.messages().stream()
        .map(message -> message.path("text").asText().replace("[production] ", ""))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void alertOfAKilledJvmIsDeliveredByTheNextOneAndSaysSo(Jdk jdk) throws Exception {
    receivers.slack().failAlways(Fault.hang());
    Running killed = jvm(jdk, "fails").start().awaitLine("ran");
    receivers.slack().awaitRequests(1, SOON);
    killed.kill().await();
    receivers.slack().failAlways(null);

    Ended next = jvm(jdk, "works", "once").run();

    assertThat(next.err()).isEmpty();
    assertThat(told()).contains("SCHEDULE DIED Settle: IllegalStateException");
    JsonNode message = receivers.messages().get(0);
    assertThat(StandInSlack.render(message))
        .contains("repeated after a restart", "no connection to the ledger");
    assertThat(told()).endsWith("OK AGAIN Settle after 1 failure").hasSize(2);
  }

  @Test
  void incidentOfAKilledJvmIsNoNewOneInTheNext() throws Exception {
    Running first = jvm(Jdk.running(), "fails").start().awaitLine("ran");
    receivers.slack().awaitMessages(1, SOON);
    first.kill().await();

    Ended second = jvm(Jdk.running(), "fails", "once").run();

    assertThat(second.err()).isEmpty();
    assertThat(told()).startsWith("SCHEDULE DIED Settle: IllegalStateException");
    // why: killed after the answer and before it was noted, it may have been told twice
    assertThat(told().size()).isLessThanOrEqualTo(2);
    if (told().size() == 2) {
      assertThat(StandInSlack.render(receivers.messages().get(1))).contains("repeated");
    }
  }

  @Test
  void journalIsPrivateAndHoldsNoSecret() throws Exception {
    Ended ended = jvm(Jdk.running(), "fails", "once").run();

    assertThat(ended.exitCode()).isZero();
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(Files.readString(file)).doesNotContain(receivers.slack().secret());
      }
    }
  }
}
