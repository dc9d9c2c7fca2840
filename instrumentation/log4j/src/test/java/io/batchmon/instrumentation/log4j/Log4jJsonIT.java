package io.batchmon.instrumentation.log4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.JsonLines;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file appender writes where the operator wants another format. */
class Log4jJsonIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new Log4jJsonInstrumentation());

  @TempDir Path folder;

  @AfterEach
  void stop() {
    JsonLines.format(null);
    ThreadContext.clearAll();
  }

  private LoggerContext started(String target) throws Exception {
    LoggerContext context = new LoggerContext("json");
    String xml =
        """
        <Configuration status="WARN">
          <Appenders>
            <File name="F" fileName="%s"><PatternLayout pattern="%%p %%m%%n"/></File>
            <Async name="A"><AppenderRef ref="F"/></Async>
          </Appenders>
          <Loggers><Root level="info"><AppenderRef ref="%s"/></Root></Loggers>
        </Configuration>
        """
            .formatted(folder.resolve("batch.log"), target);
    context.start(
        new XmlConfiguration(
            context,
            new ConfigurationSource(
                new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))));
    return context;
  }

  private String written() throws Exception {
    return Files.readString(folder.resolve("batch.log")).replace(System.lineSeparator(), "\n");
  }

  @Test
  void withoutAFormatItIsAsConfigured() throws Exception {
    LoggerContext context = started("F");
    context.getLogger("com.acme").error("giving up", new IllegalStateException("closed"));
    context.stop();

    assertThat(written()).startsWith("ERROR giving up\njava.lang.IllegalStateException: closed\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"F", "A"})
  void withAFormatItIsThatAlone(String target) throws Exception {
    JsonLines.format(
        line ->
            line.level()
                + "|"
                + line.logger()
                + "|"
                + line.thread()
                + "|"
                + line.message()
                + "|"
                + line.key("job_name")
                + "|"
                + line.thrown()
                + "|"
                + (line.millis() > 0)
                + "\n");
    LoggerContext context = started(target);
    ThreadContext.put("job_name", "nightly");
    context.getLogger("com.acme").error("giving up {}", 3, new IllegalStateException("closed"));
    context.getLogger("com.acme").info("\u00fc");
    context.stop();

    String thread = Thread.currentThread().getName();
    assertThat(written())
        .isEqualTo(
            "ERROR|com.acme|"
                + thread
                + "|giving up 3|nightly|java.lang.IllegalStateException: closed|true\n"
                + "INFO|com.acme|"
                + thread
                + "|\u00fc|nightly|null|true\n");
  }
}
