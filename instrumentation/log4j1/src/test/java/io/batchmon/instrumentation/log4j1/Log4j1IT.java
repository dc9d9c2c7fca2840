package io.batchmon.instrumentation.log4j1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.testing.RecordedLines;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.JobRuns;
import io.batchmon.job.LogKeys;
import io.batchmon.job.LogLines;
import io.batchmon.job.OpenRun;
import java.io.StringWriter;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.log4j.AppenderSkeleton;
import org.apache.log4j.AsyncAppender;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.apache.log4j.MDC;
import org.apache.log4j.PatternLayout;
import org.apache.log4j.WriterAppender;
import org.apache.log4j.spi.LoggingEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lines that are logged in a run carry its keys; the MDC is afterwards what it was. */
class Log4j1IT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new Log4j1Instrumentation());

  @RegisterExtension static final RecordedLines lines = RecordedLines.of(runs);

  private static final String PATTERN = "%X{trace_id}/%X{span_id}/%X{job_name}/%X{customer} %m%n";

  private final Logger logger = Logger.getLogger("com.acme.Invoices");
  private final StringWriter text = new StringWriter();
  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  @BeforeEach
  void appendToText() {
    logger.removeAllAppenders();
    logger.setAdditivity(false);
    logger.setLevel(Level.INFO);
    logger.addAppender(new WriterAppender(new PatternLayout(PATTERN), text));
  }

  @AfterEach
  void stop() {
    pool.shutdownNow();
    MDC.remove("customer");
    MDC.remove("trace_id");
    MDC.remove("job_name");
  }

  private List<String> written() {
    return text.toString().lines().toList();
  }

  private static String ids(LogKeys keys) {
    return keys.value(0) + "/" + keys.value(1) + "/nightly/";
  }

  private static Map<?, ?> mdc() {
    Hashtable<?, ?> table = MDC.getContext();
    return table == null ? Map.of() : Map.copyOf(table);
  }

  @Test
  void lineInARunCarriesItsKeysAndTheApplicationsOwn() throws Exception {
    LogKeys keys =
        lines.in(
            "nightly",
            () -> {
              logger.info("one");
              assertThat(mdc()).isEmpty();
              MDC.put("customer", "42");
              logger.info("two");
              assertThat(mdc()).isEqualTo(Map.of("customer", "42"));
              MDC.remove("customer");
              logger.info("three");
            });
    logger.info("after");

    assertThat(written())
        .containsExactly(
            ids(keys) + " one", ids(keys) + "42 two", ids(keys) + " three", "/// after");
    assertThat(mdc()).isEmpty();
  }

  @Test
  void asyncAppenderSeesTheKeysOfTheRunInWhichItIsLogged() throws Exception {
    StringWriter behind = new StringWriter();
    AsyncAppender async = new AsyncAppender();
    async.addAppender(new WriterAppender(new PatternLayout(PATTERN), behind));
    logger.addAppender(async);

    LogKeys keys = lines.in("nightly", () -> logger.info("one"));
    logger.info("two");
    async.close();

    assertThat(behind.toString().lines())
        .containsExactly(ids(keys) + " one", "/// two")
        .isEqualTo(written());
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

    assertThat(written()).containsExactly(ids(keys) + " handed over", "/// back");
    Map<?, ?> left = pool.submit(() -> mdc()).get(30, TimeUnit.SECONDS);
    assertThat(left).isEmpty();
  }

  @Test
  void keysThatTheApplicationHasPutWinAndStay() throws Exception {
    MDC.put("trace_id", "theirs");
    MDC.put("job_name", "Nachtlauf");

    lines.in("nightly", () -> logger.info("one"));

    assertThat(written()).containsExactly("theirs//Nachtlauf/ one");
    assertThat(mdc()).isEqualTo(Map.of("trace_id", "theirs", "job_name", "Nachtlauf"));
  }

  /** Does with an event what it is told. */
  private static final class Told extends AppenderSkeleton {
    private final Runnable what;

    Told(Runnable what) {
      this.what = what;
    }

    @Override
    protected void append(LoggingEvent event) {
      what.run();
    }

    @Override
    public void close() {}

    @Override
    public boolean requiresLayout() {
      return false;
    }
  }

  @Test
  void appenderThatThrowsLeavesNothingBehind() throws Exception {
    MDC.put("customer", "42");
    logger.addAppender(
        new Told(
            () -> {
              throw new IllegalStateException("disk full");
            }));

    lines.in(
        "nightly",
        () ->
            assertThatThrownBy(() -> logger.info("one"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("disk full"));

    assertThat(mdc()).isEqualTo(Map.of("customer", "42"));
  }

  @Test
  void appenderThatLogsItselfLeavesNothingBehind() throws Exception {
    Logger inner = Logger.getLogger("com.acme.Inner");
    inner.setAdditivity(false);
    inner.removeAllAppenders();
    inner.addAppender(new WriterAppender(new PatternLayout(PATTERN), text));
    logger.addAppender(new Told(() -> inner.info("inner")));

    LogKeys keys = lines.in("nightly", () -> logger.info("one"));

    assertThat(written()).containsExactly(ids(keys) + " one", ids(keys) + " inner");
    assertThat(mdc()).isEmpty();
  }

  @Test
  void outsideARunNothingIsPut() {
    logger.addAppender(new Told(() -> assertThat(mdc()).isEmpty()));

    logger.info("one");

    assertThat(written()).containsExactly("/// one");
    assertThat(lines.rest()).isEmpty();
  }

  @Test
  void lineIsToldOfWithItsTextAndException() throws Exception {
    IllegalStateException failure = new IllegalStateException("no rates");

    lines.in(
        "nightly",
        () -> {
          logger.debug("not enabled");
          logger.info(List.of(3, 10));
          logger.error("failed", failure);
          logger.fatal("gone");
        });

    assertThat(lines.rest())
        .containsExactly(
            new RecordedLines.Line("log4j1", LogLines.INFO, "com.acme.Invoices", "[3, 10]", null),
            new RecordedLines.Line(
                "log4j1", LogLines.ERROR, "com.acme.Invoices", "failed", failure),
            new RecordedLines.Line("log4j1", LogLines.FATAL, "com.acme.Invoices", "gone", null));
  }
}
