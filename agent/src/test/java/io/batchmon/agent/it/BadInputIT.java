package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.Fault;
import io.batchmon.standin.ReceivedSpan;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong around the agent is one clear line, and the application runs as ever. */
class BadInputIT {
  private static final String ITS_OWN = "a line of the application on stderr";

  @RegisterExtension static final Receivers receivers = new Receivers();
  @TempDir Path directory;

  private static ForkedJvm jvm() {
    return receivers.jvm(Jdk.running());
  }

  /** The application's own line is there, and one of ours, which contains these words. */
  private static void assertOneLine(Ended ended, int exitCode, String... words) {
    assertThat(ended.exitCode()).isEqualTo(exitCode);
    assertThat(ended.out()).isEqualTo("working\n");
    List<String> lines = ended.err().lines().toList();
    assertThat(lines).contains(ITS_OWN);
    assertThat(lines.stream().filter(line -> !line.equals(ITS_OWN)))
        .as(ended.err())
        .singleElement()
        .asString()
        .startsWith("[batchmon] WARN ")
        .contains(words);
  }

  @Test
  void settingsFileThatIsNotThere() {
    Ended ended =
        jvm().env("BATCHMON_CONFIG", "no/such.properties").main("Endings", "return").run();
    assertOneLine(ended, 0, "no/such.properties");
  }

  @Test
  void unknownSetting() {
    Ended ended = jvm().option("-Dbatchmon.enviroment=production").main("Endings", "return").run();
    assertOneLine(ended, 0, "batchmon.enviroment", "batchmon.environment");
  }

  @Test
  void unknownFramework() {
    Ended ended =
        jvm()
            .option("-Dbatchmon.instrumentation.quarz.enabled=false")
            .main("Endings", "return")
            .run();
    assertOneLine(ended, 0, "batchmon.instrumentation.quarz.enabled", "quartz,");
  }

  @Test
  void frameworkVersionThatIsNotKnownIsLeftAloneWithOneLine() throws IOException {
    Path classes = directory.resolve("quartz-9.jar");
    Path scheduler = directory.resolve("QuartzScheduler.java");
    Files.writeString(
        scheduler,
        """
        package org.quartz.core;
        public class QuartzScheduler {
          public void workOtherwise() { System.out.println("working"); }
          public static void main(String[] args) {
            System.err.println("%s");
            new QuartzScheduler().workOtherwise();
          }
        }
        """
            .formatted(ITS_OWN));
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), scheduler.toString());
    assertThat(compiled).isZero();
    Ended ended = jvm().command("-cp", classes.toString(), "org.quartz.core.QuartzScheduler").run();
    assertOneLine(
        ended, 0, "org.quartz.core.QuartzScheduler", "quartz-9.jar", "no known form of the method");
  }

  @Test
  void frameworkThatIsSwitchedOffIsLeftAlone() {
    Ended ended =
        jvm()
            .option("-Dbatchmon.instrumentation.quartz.enabled=false")
            .main("QuartzJobs", "Good", "Bad")
            .run();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).isEmpty();
    assertThat(receivers.spansOf("Bad")).isEmpty();
    assertThat(receivers.messages()).isEmpty();
    assertThat(receivers.spanOf("QuartzJobs").attributes())
        .containsEntry("batch.job.outcome", "succeeded");
  }

  @Test
  void malformedWebhookUrlIsNamedButNotShown() {
    Ended ended =
        jvm().env("BATCHMON_SLACK_WEBHOOK_URL", "hxxp:/s3cret").main("Endings", "return").run();
    assertOneLine(ended, 0, "batchmon.slack.webhook.url");
    assertThat(ended.err()).doesNotContain("s3cret");
  }

  @Test
  void malformedCollectorUrl() {
    Ended ended =
        jvm()
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318:http")
            .main("Endings", "return")
            .run();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).contains("otel.exporter.otlp.endpoint");
  }

  @Test
  void webhookThatAnswers404() {
    receivers.slack().failAlways(Fault.answer(404, "no_service"));
    Ended ended = jvm().main("Endings", "exit3").run();
    assertOneLine(ended, 3, "404", "batchmon.slack.webhook.url");
    assertThat(ended.err()).doesNotContain(receivers.slack().url());
  }

  @Test
  void agentGivenTwice() {
    Ended ended = jvm().agent().main("Endings", "return").run();
    assertOneLine(ended, 0, "twice");
    assertThat(receivers.spansOf("Endings")).hasSize(1);
  }

  @Test
  void jvmBelow8() {
    String path = Programs.CLASSES + File.pathSeparator + ForkedJvm.AGENT;
    Ended ended = ForkedJvm.on(Jdk.running()).command("-cp", path, "OldJvm").run();
    assertOneLine(ended, 0, "needs Java 8", "1.7");
  }

  @Test
  void premainCanBeLoadedByAJvmBelow8() throws IOException {
    try (var jar = new ZipFile(ForkedJvm.AGENT.toFile())) {
      byte[] premain =
          jar.getInputStream(jar.getEntry("io/batchmon/premain/Premain.class")).readAllBytes();
      assertThat(premain[7]).as("class file version: Java 5").isEqualTo((byte) 49);
    }
  }

  @Test
  void logFileThatCannotBeWritten() {
    Ended ended =
        jvm().env("BATCHMON_LOG_FILE", directory + "/no/such/log").main("Endings", "return").run();
    assertOneLine(ended, 0, "batchmon.log.file");
  }

  @Test
  void nothingCanBeWrittenAnywhere() throws IOException {
    Path home = Files.createDirectory(directory.resolve("home"));
    assertThat(home.toFile().setWritable(false)).isTrue();
    String[] options = {"-Djava.io.tmpdir=/proc/nowhere", "-Duser.home=" + home};
    Ended without =
        ForkedJvm.on(Jdk.running()).option(options).in(home).main("Endings", "exit3").run();
    Ended ended = jvm().option(options).in(home).main("Endings", "exit3").run();
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).isEqualTo(without.err());
    assertThat(receivers.spanOf("Endings").attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("error.type", "exit");
  }

  @Test
  void oddNames() {
    Ended without = ForkedJvm.on(Jdk.running()).main("OddNames").run();
    Ended ended = jvm().main("OddNames").run();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEqualTo(without.out());
    assertThat(ended.err()).isEqualTo(without.err());
    List<ReceivedSpan> failed =
        receivers.collector().spans().stream()
            .filter(span -> "quartz".equals(span.attributes().get("batch.job.system")))
            .toList();
    assertThat(failed)
        .hasSize(5)
        .allSatisfy(
            span -> {
              assertThat(span.statusCode()).isEqualTo("ERROR");
              assertThat(span.attributes())
                  .containsEntry("batch.job.outcome", "failed")
                  .containsEntry("error.type", "java.lang.IllegalStateException");
            });
    assertThat(receivers.messages())
        .extracting(message -> message.get("text").asText())
        .anySatisfy(text -> assertThat(text).contains("&lt;!channel&gt; &amp; &lt;b&gt;"))
        .noneSatisfy(text -> assertThat(text).contains("<!channel>"));
  }

  @Test
  void switchedOff() {
    Ended ended = jvm().env("BATCHMON_ENABLED", "false").main("Endings", "exit3").run();
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).isEqualTo(ITS_OWN + "\n");
    assertThat(receivers.collector().requests()).isEmpty();
    assertThat(receivers.messages()).isEmpty();
  }

  @Test
  void alertInDevelopmentIsOneLine() {
    Ended ended = jvm().env("BATCHMON_ENVIRONMENT", "development").main("Endings", "exit3").run();
    assertOneLine(ended, 3, "FAILED", "Endings", "exit code 3");
    assertThat(receivers.messages()).isEmpty();
  }
}
