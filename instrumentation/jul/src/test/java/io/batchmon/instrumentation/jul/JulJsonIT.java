package io.batchmon.instrumentation.jul;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.JsonLines;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the formatter makes where the operator wants another format. */
class JulJsonIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new JulJsonInstrumentation());

  private final LogRecord record = new LogRecord(Level.WARNING, "{0} invoices");

  @AfterEach
  void stop() {
    JsonLines.format(null);
  }

  @Test
  void withoutAFormatItIsAsConfigured() {
    assertThat(new SimpleFormatter().format(record)).contains("{0} invoices").contains("WARN");
  }

  @Test
  void withAFormatItIsThatAlone() {
    JsonLines.format(
        line ->
            line.level() + "|" + line.logger() + "|" + line.message() + "|" + line.thrown() + "\n");
    record.setLoggerName("com.acme");
    record.setParameters(new Object[] {3});
    record.setThrown(new IllegalStateException("closed"));

    assertThat(new SimpleFormatter().format(record))
        .isEqualTo("WARNING|com.acme|3 invoices|java.lang.IllegalStateException: closed\n");
  }
}
