package io.batchmon.instrumentation.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Lines that are logged in a run carry its keys, whatever the appender; nothing else changes. */
class LogbackIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new LogbackInstrumentation());

  @RegisterExtension static final RecordedLines lines = RecordedLines.of(runs);

  @TempDir Path folder;

  private final Logger logger = (Logger) LoggerFactory.getLogger("com.acme.Invoices");
  private final LoggerContext context = logger.getLoggerContext();
  private final Texts texts = new Texts();
  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  /** Keeps what a pattern makes of each event, in the thread in which it is appended. */
  private static final class Texts extends AppenderBase<ILoggingEvent> {
    private final PatternLayout layout = new PatternLayout();
    final List<String> seen = new CopyOnWriteArrayList<>();
    final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    Texts started(LoggerContext context, String pattern) {
      setContext(context);
      layout.setContext(context);
      layout.setPattern(pattern);
      layout.start();
      start();
      return this;
    }

    @Override
    protected void append(ILoggingEvent event) {
      seen.add(layout.doLayout(event));
      events.add(event);
    }
  }

  @BeforeEach
  void appendToTexts() {
    logger.detachAndStopAllAppenders();
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
    logger.addAppender(
        texts.started(context, "%X{trace_id}/%X{span_id}/%X{job_name}/%X{customer} %m"));
    MDC.clear();
  }

  @AfterEach
  void stop() {
    pool.shutdownNow();
    MDC.clear();
  }

  private static String ids(LogKeys keys) {
    return keys.value(0) + "/" + keys.value(1) + "/" + "nightly/";
  }

  @Test
  void lineInARunCarriesItsKeysAndTheApplicationsOwn() throws Exception {
    LogKeys keys =
        lines.in(
            "nightly",
            () -> {
              logger.info("one");
              MDC.put("customer", "42");
              logger.info("two");
              MDC.clear();
              logger.info("three");
            });
    logger.info("after");

    assertThat(texts.seen)
        .containsExactly(
            ids(keys) + " one", ids(keys) + "42 two", ids(keys) + " three", "/// after");
  }

  @Test
  void mdcItselfNeverHasThem() throws Exception {
    MDC.put("customer", "42");

    lines.in(
        "nightly",
        () -> {
          logger.info("one");
          assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("customer", "42"));
        });

    assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("customer", "42"));
  }

  @Test
  void everyAppenderSeesTheSameKeysAndThoseOfTheRunInWhichItIsLogged() throws Exception {
    AsyncAppender async = new AsyncAppender();
    async.setContext(context);
    Texts behind =
        new Texts().started(context, "%X{trace_id}/%X{span_id}/%X{job_name}/%X{customer} %m");
    async.addAppender(behind);
    async.start();
    logger.addAppender(async);

    LogKeys keys = lines.in("nightly", () -> logger.info("one"));
    logger.info("two");
    async.stop();

    assertThat(behind.seen).containsExactly(ids(keys) + " one", "/// two").isEqualTo(texts.seen);
  }

  @Test
  void poolThreadThatWorksForARunLogsItsKeysAndNothingIsLeftOnIt() throws Exception {
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

    assertThat(texts.seen).containsExactly(ids(keys) + " handed over", "/// back");
    Map<String, String> left =
        pool.submit(() -> MDC.getCopyOfContextMap()).get(30, TimeUnit.SECONDS);
    assertThat(left == null ? Map.of() : left).isEmpty();
  }

  @Test
  void keysThatTheApplicationHasPutWin() throws Exception {
    MDC.put("trace_id", "theirs");
    MDC.put("job_name", "Nachtlauf");
    logger.detachAndStopAllAppenders();
    Texts all =
        new Texts().started(context, "%X{trace_id}/%X{span_id}/%X{job_name}/%X{job_run_id} %m");
    logger.addAppender(all);

    LogKeys keys = lines.in("nightly", () -> logger.info("one"));

    assertThat(all.seen).containsExactly("theirs//Nachtlauf/" + keys.value(4) + " one");
  }

  @Test
  void appenderThatThrowsChangesNothing() throws Exception {
    logger.detachAndStopAllAppenders();
    UnsynchronizedAppenderBase<ILoggingEvent> broken =
        new UnsynchronizedAppenderBase<>() {
          @Override
          public void doAppend(ILoggingEvent event) {
            throw new IllegalStateException("disk full");
          }

          @Override
          protected void append(ILoggingEvent event) {}
        };
    broken.setContext(context);
    broken.start();
    logger.addAppender(broken);
    MDC.put("customer", "42");

    lines.in(
        "nightly",
        () ->
            assertThatThrownBy(() -> logger.info("one"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("disk full"));

    assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("customer", "42"));
  }

  @Test
  void eventOutsideARunIsUntouched() {
    Map<String, String> own = new HashMap<>(Map.of("customer", "42"));
    LoggingEvent event = event("replayed");
    event.setMDCPropertyMap(own);

    logger.callAppenders(event);
    logger.info("plain");

    assertThat(event.getMDCPropertyMap()).isSameAs(own);
    assertThat(texts.seen).containsExactly("///42 replayed", "/// plain");
    assertThat(lines.rest()).isEmpty();
  }

  @Test
  void eventWhoseMapTheApplicationHasSetCarriesBothAndTheMapIsLeftAlone() throws Exception {
    Map<String, String> own = new HashMap<>(Map.of("customer", "42"));

    LogKeys keys =
        lines.in(
            "nightly",
            () -> {
              LoggingEvent event = event("replayed");
              event.setMDCPropertyMap(own);
              logger.callAppenders(event);
            });

    assertThat(texts.seen).containsExactly(ids(keys) + "42 replayed");
    assertThat(own).isEqualTo(Map.of("customer", "42"));
  }

  private LoggingEvent event(String message) {
    return new LoggingEvent("fqcn", logger, Level.INFO, message, null, null);
  }

  @Test
  void linesWithoutAnMdcShareOneMap() throws Exception {
    lines.in(
        "nightly",
        () -> {
          logger.info("one");
          logger.info("two");
        });

    assertThat(texts.events.get(0).getMDCPropertyMap())
        .isSameAs(texts.events.get(1).getMDCPropertyMap());
  }

  @Test
  void lineIsToldOfWithItsTextAndException() throws Exception {
    IllegalStateException failure = new IllegalStateException("no rates");

    lines.in(
        "nightly",
        () -> {
          logger.debug("not enabled");
          logger.info("{} of {} invoices", 3, 10);
          logger.error("failed", failure);
        });

    assertThat(lines.rest())
        .containsExactly(
            new RecordedLines.Line(
                "logback", LogLines.INFO, "com.acme.Invoices", "3 of 10 invoices", null),
            new RecordedLines.Line(
                "logback", LogLines.ERROR, "com.acme.Invoices", "failed", failure));
  }

  @Test
  void eachLevelHasItsSeverityAndWhatNobodyWantsIsNotTold() throws Exception {
    logger.setLevel(Level.TRACE);
    lines.want(LogLines.DEBUG);

    lines.in(
        "nightly",
        () -> {
          logger.trace("t");
          logger.debug("d");
          logger.info("i");
          logger.warn("w");
          logger.error("e");
        });

    assertThat(lines.rest())
        .extracting(RecordedLines.Line::severity)
        .containsExactly(LogLines.DEBUG, LogLines.INFO, LogLines.WARN, LogLines.ERROR);
  }

  @Test
  void configuredFilesCarryTheKeys() throws Exception {
    Path file = folder.resolve("batch.log");
    String xml =
        """
        <configuration>
          <appender name="SIFT" class="ch.qos.logback.classic.sift.SiftingAppender">
            <discriminator><key>job_name</key><defaultValue>none</defaultValue></discriminator>
            <sift>
              <appender name="F" class="ch.qos.logback.core.FileAppender">
                <file>%s-${job_name}</file>
                <encoder><pattern>%%X{job_run_id} %%m%%n</pattern></encoder>
              </appender>
            </sift>
          </appender>
          <logger name="com.acme.Sifted" level="INFO" additivity="false">
            <appender-ref ref="SIFT"/>
          </logger>
        </configuration>
        """
            .formatted(file);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    Logger sifted = context.getLogger("com.acme.Sifted");

    LogKeys keys = lines.in("nightly", () -> sifted.info("one"));
    sifted.info("two");
    sifted.detachAndStopAllAppenders();

    assertThat(Files.readString(Path.of(file + "-nightly")))
        .isEqualTo(keys.value(4) + " one" + System.lineSeparator());
    assertThat(Files.readString(Path.of(file + "-none")))
        .isEqualTo(" two" + System.lineSeparator());
  }
}
