package io.batchmon.instrumentation.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.JsonLines;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What a file appender writes where the operator wants another format; headers stay. */
class LogbackJsonIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new LogbackJsonInstrumentation());

  @TempDir Path folder;

  private final Logger logger = (Logger) LoggerFactory.getLogger("com.acme.Json");
  private final FileAppender<ILoggingEvent> appender = new FileAppender<>();

  @BeforeEach
  void append() {
    LoggerContext context = logger.getLoggerContext();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern("%p %m%n");
    encoder.start();
    appender.setContext(context);
    appender.setFile(folder.resolve("batch.log").toString());
    appender.setEncoder(encoder);
    appender.start();
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
    logger.detachAndStopAllAppenders();
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() {
    JsonLines.format(null);
    MDC.clear();
    logger.detachAndStopAllAppenders();
  }

  private String written() throws Exception {
    appender.stop();
    return Files.readString(folder.resolve("batch.log")).replace(System.lineSeparator(), "\n");
  }

  @Test
  void withoutAFormatItIsAsConfigured() throws Exception {
    logger.error("giving up", new IllegalStateException("closed"));

    assertThat(written()).startsWith("ERROR giving up\njava.lang.IllegalStateException: closed\n");
  }

  @Test
  void withAFormatItIsThatAlone() throws Exception {
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
    MDC.put("job_name", "nightly");

    logger.error("giving up {}", 3, new IllegalStateException("closed"));
    logger.info("\u00fc");

    String thread = Thread.currentThread().getName();
    assertThat(written())
        .isEqualTo(
            "ERROR|com.acme.Json|"
                + thread
                + "|giving up 3|nightly|java.lang.IllegalStateException: closed|true\n"
                + "INFO|com.acme.Json|"
                + thread
                + "|\u00fc|nightly|null|true\n");
  }

  @Test
  void behindAnAsyncAppenderToo() throws Exception {
    JsonLines.format(line -> line.message() + "|" + line.key("job_name") + "\n");
    AsyncAppender async = new AsyncAppender();
    async.setContext(logger.getLoggerContext());
    logger.detachAppender(appender);
    async.addAppender(appender);
    async.start();
    logger.addAppender(async);
    MDC.put("job_name", "nightly");

    logger.info("one");
    async.stop();

    assertThat(Files.readString(folder.resolve("batch.log"))).isEqualTo("one|nightly\n");
  }
}
