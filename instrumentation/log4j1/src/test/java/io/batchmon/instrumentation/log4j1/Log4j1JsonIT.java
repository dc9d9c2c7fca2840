package io.batchmon.instrumentation.log4j1;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.JsonLines;
import java.io.StringWriter;
import org.apache.log4j.AsyncAppender;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.apache.log4j.MDC;
import org.apache.log4j.PatternLayout;
import org.apache.log4j.WriterAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an appender writes where the operator wants another format. */
class Log4j1JsonIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new Log4j1JsonInstrumentation());

  private final Logger logger = Logger.getLogger("com.acme.Json");
  private final StringWriter text = new StringWriter();
  private final WriterAppender appender = new WriterAppender(new PatternLayout("%p %m%n"), text);

  @BeforeEach
  void append() {
    logger.setAdditivity(false);
    logger.setLevel(Level.INFO);
    logger.removeAllAppenders();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() {
    JsonLines.format(null);
    MDC.remove("job_name");
  }

  private String written() {
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private static void format() {
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
  }

  private static String formatted() {
    String thread = Thread.currentThread().getName();
    return "ERROR|com.acme.Json|"
        + thread
        + "|giving up|nightly|java.lang.IllegalStateException: closed|true\n"
        + "INFO|com.acme.Json|"
        + thread
        + "|one|nightly|null|true\n";
  }

  @Test
  void withoutAFormatItIsAsConfigured() {
    logger.error("giving up", new IllegalStateException("closed"));

    assertThat(written())
        .startsWith("ERROR giving up\njava.lang.IllegalStateException: closed\n\tat ");
  }

  @Test
  void withAFormatItIsThatAloneWithoutTheLinesOfTheException() {
    format();

    logger.error("giving up", new IllegalStateException("closed"));
    logger.info("one");

    assertThat(written()).isEqualTo(formatted());
  }

  @Test
  void behindAnAsyncAppenderToo() {
    format();
    AsyncAppender async = new AsyncAppender();
    async.addAppender(appender);
    logger.removeAppender(appender);
    logger.addAppender(async);

    logger.error("giving up", new IllegalStateException("closed"));
    logger.info("one");
    async.close();

    assertThat(written()).isEqualTo(formatted());
  }
}
