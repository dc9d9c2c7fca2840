package io.batchmon.instrumentation.jul;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedLines;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.LogLines;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Records that are logged in a run are told of; what is written stays as it was. */
class JulIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new JulInstrumentation());

  @RegisterExtension static final RecordedLines lines = RecordedLines.of(runs);

  private final Logger logger = Logger.getLogger("com.acme.Invoices");
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final StreamHandler handler = new StreamHandler(bytes, new SimpleFormatter());

  @BeforeEach
  void handle() {
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.INFO);
    logger.addHandler(handler);
  }

  @AfterEach
  void remove() {
    logger.removeHandler(handler);
  }

  private String written() {
    handler.flush();
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text;
  }

  @Test
  void textOfARecordInARunIsWhatItIsOutside() throws Exception {
    LogRecord record = new LogRecord(Level.WARNING, "{0} of {1} invoices");
    record.setParameters(new Object[] {3, 10});

    logger.log(record);
    String outside = written();
    lines.in("nightly", () -> logger.log(record));

    assertThat(written()).isEqualTo(outside).contains("3 of 10 invoices");
  }

  @Test
  void recordIsToldOfWithItsTextAndException() throws Exception {
    IllegalStateException failure = new IllegalStateException("no rates");

    lines.in(
        "nightly",
        () -> {
          logger.fine("not enabled");
          logger.log(new LogRecord(Level.FINE, "not enabled"));
          logger.log(Level.INFO, "{0} of {1} invoices", new Object[] {3, 10});
          logger.log(Level.WARNING, "{} of {0", new Object[] {3});
          logger.log(Level.SEVERE, "failed", failure);
          logger.log(Level.INFO, (String) null);
        });

    assertThat(lines.rest())
        .containsExactly(
            new RecordedLines.Line(
                "jul", LogLines.INFO, "com.acme.Invoices", "3 of 10 invoices", null),
            new RecordedLines.Line("jul", LogLines.WARN, "com.acme.Invoices", "{} of {0", null),
            new RecordedLines.Line("jul", LogLines.ERROR, "com.acme.Invoices", "failed", failure),
            new RecordedLines.Line("jul", LogLines.INFO, "com.acme.Invoices", null, null));
  }

  @Test
  void outsideARunNothingIsTold() {
    logger.info("one");

    assertThat(lines.rest()).isEmpty();
    assertThat(written()).contains("one");
  }
}
