package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The text of a line between the place that knows its event and the place that writes it. */
class JsonLinesTest {
  private final LogLine line =
      new LogLine(0, "INFO", "com.acme", "main", "loaded", Map.of("job_name", "nightly"), null);

  @AfterEach
  void stop() {
    JsonLines.end();
    JsonLines.format(null);
  }

  @Test
  void withoutAFormatLinesAreAsConfigured() {
    assertThat(JsonLines.textOf(line)).isNull();
    assertThat(JsonLines.begin(line)).isNull();
    assertThat(JsonLines.pending()).isNull();
  }

  @Test
  void textIsPendingWhileTheLineIsWritten() {
    JsonLines.format(written -> written.message() + ' ' + written.key("job_name"));

    assertThat(JsonLines.begin(line)).isNotNull();
    assertThat(JsonLines.pending()).isEqualTo("loaded nightly");
    JsonLines.end();
    assertThat(JsonLines.pending()).isNull();
  }

  @Test
  void lineWhoseFormatThrowsIsAsConfigured() {
    JsonLines.format(
        written -> {
          throw new IllegalStateException();
        });

    assertThat(JsonLines.begin(line)).isNull();
    assertThat(JsonLines.pending()).isNull();
  }
}
