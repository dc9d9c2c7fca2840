package io.batchmon.instrumentation.jbosslogmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedLines;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.LogKeys;
import io.batchmon.job.LogLines;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.MDC;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Records that are logged in a run carry its keys, on whichever thread they are written. */
class JbossLogManagerIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new JbossLogManagerInstrumentation());

  @RegisterExtension static final RecordedLines lines = RecordedLines.of(runs);

  private final Logger logger = LogContext.create().getLogger("com.acme.Invoices");
  private final List<String> written = new CopyOnWriteArrayList<>();
  private final List<ExtLogRecord> records = new CopyOnWriteArrayList<>();

  @BeforeEach
  void handle() {
    PatternFormatter formatter =
        new PatternFormatter("%X{trace_id}/%X{span_id}/%X{job_name}/%X{customer} %s");
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.INFO);
    logger.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            written.add(formatter.format(record));
            records.add((ExtLogRecord) record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  @AfterEach
  void clear() {
    MDC.clear();
  }

  private static String ids(LogKeys keys) {
    return keys.value(0) + "/" + keys.value(1) + "/nightly/";
  }

  @Test
  void recordInARunCarriesItsKeysAndTheApplicationsOwn() throws Exception {
    LogKeys keys =
        lines.in(
            "nightly",
            () -> {
              logger.info("one");
              MDC.put("customer", "42");
              logger.info("two");
              assertThat(MDC.copy()).hasSize(1);
              MDC.clear();
              logger.log(Level.INFO, "three {0}", 3);
            });
    logger.info("after");

    assertThat(written)
        .containsExactly(
            ids(keys) + " one", ids(keys) + "42 two", ids(keys) + " three 3", "/// after");
    assertThat(records.get(0).getMdcCopy()).containsEntry("job_run_id", keys.value(4));
    assertThat(MDC.copy()).isEmpty();
  }

  @Test
  void keysThatTheApplicationHasPutWin() throws Exception {
    MDC.put("trace_id", "theirs");
    MDC.put("job_name", "Nachtlauf");

    lines.in("nightly", () -> logger.info("one"));

    assertThat(written).containsExactly("theirs//Nachtlauf/ one");
  }

  @Test
  void recordOutsideARunIsUntouched() {
    MDC.put("customer", "42");

    logger.info("one");

    assertThat(written).containsExactly("///42 one");
    assertThat(records.get(0).getMdcCopy()).hasSize(1);
    assertThat(lines.rest()).isEmpty();
  }

  @Test
  void recordIsToldOfOnceWithItsTextAndException() throws Exception {
    IllegalStateException failure = new IllegalStateException("no rates");

    lines.in(
        "nightly",
        () -> {
          logger.fine("not enabled");
          logger.log(Level.INFO, "{0} of {1} invoices", new Object[] {3, 10});
          logger.log(Level.SEVERE, "failed", failure);
          logger.log(new LogRecord(Level.WARNING, "plain"));
        });

    assertThat(lines.rest())
        .containsExactly(
            new RecordedLines.Line(
                "jboss-logmanager", LogLines.INFO, "com.acme.Invoices", "3 of 10 invoices", null),
            new RecordedLines.Line(
                "jboss-logmanager", LogLines.ERROR, "com.acme.Invoices", "failed", failure),
            new RecordedLines.Line(
                "jboss-logmanager", LogLines.WARN, "com.acme.Invoices", "plain", null));
  }
}
