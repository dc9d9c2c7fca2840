package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.run.FailureText;
import io.batchmon.job.JobName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exceptions that HotSpot throws without a stack belong to the incident that they came from. */
class FastThrowTest {
  @TempDir Path folder;

  private String run(int times, String... options) throws IOException, InterruptedException {
    Path result = folder.resolve("result.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), HotLoop.class.getName()));
    command.addAll(List.of(result.toString(), String.valueOf(times)));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readString(result);
  }

  @Test
  void loopThatTheCompilerHasTakenOpensNoSecondIncident() throws Exception {
    assertThat(run(3_000_000)).isEqualTo("stackless=5 opened=1");
  }

  @Test
  void jvmThatIsToldToKeepsTheStacks() throws Exception {
    assertThat(run(200_000, "-XX:-OmitStackTraceInFastThrow")).isEqualTo("stackless=0 opened=1");
  }

  private static Fingerprint of(Throwable thrown) {
    return Fingerprint.of(FailureText.of(thrown), "com.acme.Job");
  }

  @Test
  void stackIsThatOfTheSameJobAndTypes() {
    KnownStacks stacks = new KnownStacks();
    JobName one = JobName.of("quartz", "a");
    Fingerprint full = of(Thrown.with(new NullPointerException(), "a.A.a:1"));
    Fingerprint weak = of(Thrown.with(new NullPointerException()));

    assertThat(stacks.adopt(one, weak)).isSameAs(weak);
    assertThat(stacks.adopt(one, full)).isSameAs(full);
    assertThat(stacks.adopt(one, weak)).isSameAs(full);
    assertThat(stacks.adopt(JobName.of("quartz", "b"), weak)).isSameAs(weak);
    Fingerprint wrapped =
        of(new IllegalStateException("x", Thrown.with(new NullPointerException())));
    assertThat(stacks.adopt(one, wrapped)).isSameAs(wrapped);
  }

  @Test
  void onlySoManyAreRemembered() {
    KnownStacks stacks = new KnownStacks();
    Fingerprint full = of(Thrown.with(new NullPointerException(), "a.A.a:1"));
    Fingerprint weak = of(Thrown.with(new NullPointerException()));
    for (int i = 0; i < 1001; i++) {
      stacks.adopt(JobName.of("quartz", "job " + i), full);
    }
    assertThat(stacks.adopt(JobName.of("quartz", "job 0"), weak)).isSameAs(weak);
    assertThat(stacks.adopt(JobName.of("quartz", "job 1000"), weak)).isSameAs(full);
  }

  @Test
  void incidentCountsItsKindsOfMessages() {
    Incident incident =
        Incident.closed(
            "production", "s", Jobs.NIGHTLY, AlertKind.FAILED, Fingerprint.ofReason("x", null));
    for (int i = 0; i < 100; i++) {
      incident = incident.withVariant(i % 3);
    }
    assertThat(incident.variants()).isEqualTo(3);
    for (int i = 0; i < 100; i++) {
      incident = incident.withVariant(i);
    }
    assertThat(incident.variants()).isEqualTo(Incident.MAX_VARIANTS);
  }
}
