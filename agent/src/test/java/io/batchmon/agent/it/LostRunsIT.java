package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.agent.it.ForkedJvm.Running;
import io.batchmon.standin.ReceivedEvent;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInSlack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM leaves to the next one of its service: open runs, and how long its jobs take. */
class LostRunsIT {
  @RegisterExtension static final Receivers receivers = new Receivers();
  private static final long LIMIT_SECONDS = 60;

  @TempDir private Path state;

  private ForkedJvm jvm(Jdk jdk, String service, String... arguments) {
    return receivers
        .jvm(jdk)
        .env("BATCHMON_STATE_DIR", state.toString())
        .env("BATCHMON_SERVICE_NAME", service)
        .main("FailsAndWaits", arguments);
  }

  private List<String> told() {
    return receivers.messages().stream()
        .map(message -> message.path("text").asText().replace("[production] ", ""))
        .toList();
  }

  private List<Path> open(String service) throws IOException {
    Path directory = state.resolve("production").resolve(service);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith("open-")).toList();
    }
  }

  /** Waits until all runs of the JVM that are open are on record. */
  private void awaitOpen(String service, int runs) {
    CompletableFuture.runAsync(
            () -> {
              while (recorded(service) < runs) {
                Thread.onSpinWait();
              }
            })
        .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  private long recorded(String service) {
    try {
      long runs = 0;
      for (Path file : open(service)) {
        runs += Files.readString(file).lines().filter(line -> line.startsWith("run=")).count();
      }
      return runs;
    } catch (IOException changing) {
      return 0;
    }
  }

  @Test
  void runsOfAKilledJvmAreLostInOneMessageOfTheNextOne() throws Exception {
    Map<Jdk, Running> hanging = new LinkedHashMap<>();
    for (Jdk jdk : Jdk.all().toList()) {
      hanging.put(jdk, jvm(jdk, "s" + hanging.size(), "hangs").start().awaitLine("ran"));
    }
    int at = 0;
    for (Map.Entry<Jdk, Running> jvm : hanging.entrySet()) {
      String service = "s" + at++;
      awaitOpen(service, 2);
      jvm.getValue().kill().await();
      int before = told().size();

      Ended next = jvm(jvm.getKey(), service, "works", "once").run();

      assertThat(next.err()).as("%s", jvm.getKey()).isEmpty();
      assertThat(told().subList(before, told().size()))
          .as("%s", jvm.getKey())
          .hasSize(2)
          .first()
          .asString()
          .startsWith("LOST 2 jobs: its JVM vanished, last seen 20");
      assertThat(told()).last().isEqualTo("OK AGAIN 2 jobs after 2 failures");
      JsonNode message = receivers.messages().get(before);
      assertThat(StandInSlack.render(message)).contains("FailsAndWaits", "Settle");
      assertThat(open(service)).isEmpty();
    }
    ReceivedSpan lost =
        receivers.spansOf("Settle").stream()
            .filter(span -> "lost".equals(span.attributes().get("batch.job.outcome")))
            .findFirst()
            .orElseThrow();
    assertThat(lost.attributes()).containsEntry("error.type", "lost");
    assertThat(receivers.eventsOf("batch.job.finished", "Settle"))
        .anyMatch(event -> "lost".equals(event.attributes().get("batch.job.outcome")));
  }

  @Test
  void jvmThatIsToldToEndLosesNothingAndNeitherDoesOneThatLives() throws Exception {
    Running living = jvm(Jdk.running(), "ledger", "hangs").start().awaitLine("ran");
    Running ended = jvm(Jdk.running(), "ledger", "hangs").start().awaitLine("ran");
    awaitOpen("ledger", 4);
    ended.terminate().await();
    assertThat(told()).anyMatch(text -> text.startsWith("ABORTED"));
    assertThat(open("ledger")).hasSize(1);

    Ended next = jvm(Jdk.running(), "ledger", "works", "once").run();

    assertThat(next.err()).isEmpty();
    assertThat(told()).noneMatch(text -> text.startsWith("LOST"));
    assertThat(open("ledger")).hasSize(1);
    living.kill().await();
  }

  @Test
  void cronJobThatWorkedBeforeSaysWhenAndHowLongItTook() {
    for (int run = 0; run < 3; run++) {
      assertThat(jvm(Jdk.running(), "cron", "works", "once").run().exitCode()).isZero();
    }
    Ended failed = jvm(Jdk.running(), "cron", "fails", "once").run();

    assertThat(failed.err()).isEmpty();
    assertThat(told()).hasSize(1);
    assertThat(StandInSlack.render(receivers.messages().get(0)))
        .contains("(p50 of 3)", "Last success: 20");
    ReceivedEvent alert = receivers.eventsOf("batch.alert", "Settle").get(0);
    assertThat(alert.attributes())
        .containsEntry("batch.alert.kind", "schedule_died")
        .containsEntry("batch.alert.reason", "first_failure")
        .containsEntry("batch.alert.severity", "critical")
        .containsEntry("batch.alert.told", true);
    assertThat(alert.traceId()).isEqualTo(receivers.spansOf("Settle").get(3).traceId());
  }
}
