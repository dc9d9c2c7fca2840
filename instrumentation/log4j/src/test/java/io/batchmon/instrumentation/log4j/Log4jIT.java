package io.batchmon.instrumentation.log4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.testing.RecordedLines;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.JobRuns;
import io.batchmon.job.LogKeys;
import io.batchmon.job.LogLines;
import io.batchmon.job.OpenRun;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lines that are logged in a run carry its keys, whatever the logger and the appender. */
class Log4jIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new Log4jInstrumentation());

  @RegisterExtension static final RecordedLines lines = RecordedLines.of(runs);

  @TempDir Path folder;

  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  /** Which thread appends, and what makes the event. */
  enum Way {
    DIRECT,
    ASYNC_APPENDER,
    ASYNC_LOGGER_CONFIG,
    ASYNC_LOGGER
  }

  @AfterEach
  void stop() {
    pool.shutdownNow();
    ThreadContext.clearAll();
  }

  private LoggerContext started(Way way, String property) throws Exception {
    LoggerContext context =
        way == Way.ASYNC_LOGGER ? new AsyncLoggerContext("async") : new LoggerContext("sync");
    String tag = way == Way.ASYNC_LOGGER_CONFIG ? "AsyncRoot" : "Root";
    String xml =
        """
        <Configuration status="WARN">
          <Appenders>
            <File name="F" fileName="%s">
              <PatternLayout pattern="%%X{trace_id}/%%X{span_id}/%%X{job_name}/%%X{customer} %%m%%n"/>
            </File>
            <Async name="A"><AppenderRef ref="F"/></Async>
          </Appenders>
          <Loggers><%s level="info">%s<AppenderRef ref="%s"/></%s></Loggers>
        </Configuration>
        """
            .formatted(file(), tag, property, way == Way.ASYNC_APPENDER ? "A" : "F", tag);
    context.start(
        new XmlConfiguration(
            context,
            new ConfigurationSource(
                new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))));
    return context;
  }

  private Path file() {
    return folder.resolve("batch.log");
  }

  private List<String> written() throws Exception {
    return Files.readAllLines(file());
  }

  private static String ids(LogKeys keys) {
    return keys.value(0) + "/" + keys.value(1) + "/nightly/";
  }

  @ParameterizedTest
  @EnumSource
  void lineInARunCarriesItsKeysAndTheApplicationsOwn(Way way) throws Exception {
    LoggerContext context = started(way, "");
    Logger logger = context.getLogger("com.acme.Invoices");

    LogKeys keys =
        lines.in(
            "nightly",
            () -> {
              logger.info("one");
              ThreadContext.put("customer", "42");
              logger.info("two");
              ThreadContext.clearMap();
              logger.info("three");
            });
    logger.info("after");
    context.stop();

    assertThat(written())
        .containsExactly(
            ids(keys) + " one", ids(keys) + "42 two", ids(keys) + " three", "/// after");
  }

  @ParameterizedTest
  @EnumSource
  void propertiesOfTheConfigurationStay(Way way) throws Exception {
    LoggerContext context = started(way, "<Property name=\"customer\">all</Property>");
    Logger logger = context.getLogger("com.acme.Invoices");

    LogKeys keys = lines.in("nightly", () -> logger.info("one"));
    logger.info("two");
    context.stop();

    assertThat(written()).containsExactly(ids(keys) + "all one", "///all two");
  }

  @Test
  void threadContextItselfNeverHasThem() throws Exception {
    LoggerContext context = started(Way.DIRECT, "");
    ThreadContext.put("customer", "42");

    lines.in(
        "nightly",
        () -> {
          context.getLogger("com.acme").info("one");
          assertThat(ThreadContext.getContext()).isEqualTo(Map.of("customer", "42"));
        });
    context.stop();

    assertThat(ThreadContext.getContext()).isEqualTo(Map.of("customer", "42"));
  }

  @Test
  void keysThatTheApplicationHasPutWin() throws Exception {
    LoggerContext context = started(Way.DIRECT, "");
    ThreadContext.put("trace_id", "theirs");
    ThreadContext.put("job_name", "Nachtlauf");

    lines.in("nightly", () -> context.getLogger("com.acme").info("one"));
    context.stop();

    assertThat(written()).containsExactly("theirs//Nachtlauf/ one");
  }

  @ParameterizedTest
  @EnumSource
  void poolThreadThatWorksForARunLogsItsKeysAndNothingIsLeftOnIt(Way way) throws Exception {
    LoggerContext context = started(way, "");
    Logger logger = context.getLogger("com.acme");

    LogKeys keys =
        lines.in(
            "nightly",
            () -> {
              OpenRun run = JobRuns.current();
              pool.submit(
                      () -> {
                        Object before = JobRuns.attach(run);
                        logger.info("handed over");
                        JobRuns.restore(before);
                        logger.info("back");
                      })
                  .get(30, TimeUnit.SECONDS);
            });
    context.stop();

    assertThat(written()).containsExactly(ids(keys) + " handed over", "/// back");
  }

  @Test
  void appenderThatThrowsChangesNothing() throws Exception {
    LoggerContext context = started(Way.DIRECT, "");
    AbstractAppender broken = new Broken();
    broken.start();
    context.getConfiguration().getRootLogger().addAppender(broken, Level.INFO, null);
    ThreadContext.put("customer", "42");

    lines.in(
        "nightly",
        () ->
            assertThatThrownBy(() -> context.getLogger("com.acme").info("one"))
                .hasRootCauseMessage("disk full"));
    context.stop();

    assertThat(ThreadContext.getContext()).isEqualTo(Map.of("customer", "42"));
  }

  /** Lets what it throws out. */
  private static final class Broken extends AbstractAppender {
    @SuppressWarnings("deprecation") // why: the constructor that the oldest version has
    Broken() {
      super("broken", null, null, false);
    }

    @Override
    public void append(LogEvent event) {
      throw new IllegalStateException("no log", new IllegalStateException("disk full"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void lineIsToldOfOnceWithItsTextAndException(Way way) throws Exception {
    LoggerContext context = started(way, "");
    Logger logger = context.getLogger("com.acme.Invoices");
    IllegalStateException failure = new IllegalStateException("no rates");

    lines.in(
        "nightly",
        () -> {
          logger.debug("not enabled");
          logger.info("{} of {} invoices", 3, 10);
          logger.error("failed", failure);
          logger.fatal("gone");
        });
    context.stop();

    assertThat(lines.rest())
        .containsExactly(
            new RecordedLines.Line(
                "log4j", LogLines.INFO, "com.acme.Invoices", "3 of 10 invoices", null),
            new RecordedLines.Line("log4j", LogLines.ERROR, "com.acme.Invoices", "failed", failure),
            new RecordedLines.Line("log4j", LogLines.FATAL, "com.acme.Invoices", "gone", null));
    assertThat(written()).hasSize(3 + failure.getStackTrace().length + 1);
  }
}
