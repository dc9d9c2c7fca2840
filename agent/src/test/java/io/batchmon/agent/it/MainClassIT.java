package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However the JVM was told its main class, that class's main() is the run. */
class MainClassIT {
  @RegisterExtension static final Receivers receivers = new Receivers();
  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  static Stream<Jdk> jdksWithModules() {
    return Jdk.all().filter(jdk -> jdk.version() >= 11);
  }

  private static void assertFailedRun(String job, Ended ended) {
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(receivers.spanOf(job).statusCode()).isEqualTo("ERROR");
    assertThat(receivers.spanOf(job).attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("batch.job.exit_code", "3")
        .containsEntry("error.type", "exit");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void inheritedMain(Jdk jdk) {
    assertFailedRun("InheritsMain", receivers.jvm(jdk).main("InheritsMain", "exit3").run());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void jarWithSpacesInItsPath(Jdk jdk) throws IOException {
    Path jar = directory.resolve("my jobs.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Endings");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (String name : new String[] {"Endings.class", "Endings$Ledger.class"}) {
        out.putNextEntry(new ZipEntry(name));
        out.write(Files.readAllBytes(Programs.CLASSES.resolve(name)));
        out.closeEntry();
      }
    }
    assertFailedRun("Endings", receivers.jvm(jdk).command("-jar", jar.toString(), "exit3").run());
  }

  @ParameterizedTest
  @MethodSource("jdksWithModules")
  void classInANamedModule(Jdk jdk) throws IOException {
    Path source = Files.createDirectories(directory.resolve("source/acme"));
    Files.writeString(source.resolve("module-info.java"), "module acme.jobs {}");
    Files.createDirectories(source.resolve("com/acme"));
    Path job =
        Files.writeString(
            source.resolve("com/acme/Settlement.java"),
            """
            package com.acme;
            public class Settlement {
              public static void main(String[] args) { System.exit(3); }
            }
            """);
    Path target = directory.resolve("classes");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "--release",
                "11",
                "-d",
                target.toString(),
                source.resolve("module-info.java").toString(),
                job.toString());
    assertThat(compiled).isZero();
    assertFailedRun(
        "Settlement",
        receivers
            .jvm(jdk)
            .command("-p", target.toString(), "-m", "acme.jobs/com.acme.Settlement")
            .run());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void mainThatDevtoolsRestartIsNoFailure(Jdk jdk) {
    Ended ended = receivers.jvm(jdk).main("Restarted").run();
    assertThat(ended.out()).isEqualTo("working\n");
    assertThat(ended.err()).isEmpty();
    assertThat(receivers.spansOf("Restarted")).isEmpty();
    assertThat(receivers.messages()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void nameOfTheOperator(Jdk jdk) {
    assertFailedRun(
        "month-end",
        receivers.jvm(jdk).env("BATCHMON_MAIN_NAME", "month-end").main("Endings", "exit3").run());
  }

  @Test
  void platformThatStartedTheJvmIsOnEverySpanAndItsAttemptIsTheRuns() {
    receivers
        .jvm(Jdk.running())
        .env("AWS_BATCH_JOB_ID", "b2957570:3")
        .env("AWS_BATCH_JOB_ATTEMPT", "2")
        .env("AWS_BATCH_JQ_NAME", "nightly")
        .env("AIRFLOW_CTX_DAG_ID", "settlement")
        .main("Endings", "exit3")
        .run();
    ReceivedSpan span = receivers.spanOf("Endings");
    assertThat(span.attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("error.type", "exit")
        .containsEntry("batch.job.attempt", 2L)
        .containsEntry("batch.job.instance.id", "b2957570:3");
    assertThat(span.resource())
        .containsEntry("aws.batch.job.id", "b2957570:3")
        .containsEntry("aws.batch.job_queue.name", "nightly")
        .containsEntry("airflow.dag_id", "settlement");
    assertThat(receivers.pointsOf("batch.job.runs", "Endings"))
        .singleElement()
        .satisfies(
            point -> assertThat(point.resource()).containsEntry("aws.batch.job.id", "b2957570:3"));
  }
}
