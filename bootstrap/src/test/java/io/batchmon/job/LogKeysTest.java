package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a line carries, and what it keeps of the application's. */
class LogKeysTest {
  private final LogKeys keys =
      new LogKeys(
          "trace_id", "4bf9", "span_id", "00f0", "trace_flags", "01", "job_name", "nightly");

  @AfterEach
  void stop() {
    LogLines.listen(null);
    JobRuns.listen(null);
  }

  @Test
  void withoutAnythingElseItIsOneMapThatCannotBeChanged() {
    assertThat(keys.with(null)).isSameAs(keys.asMap());
    assertThat(keys.with(new HashMap<>())).isSameAs(keys.asMap());
    assertThat(keys.asMap())
        .containsExactly(
            Map.entry("trace_id", "4bf9"),
            Map.entry("span_id", "00f0"),
            Map.entry("trace_flags", "01"),
            Map.entry("job_name", "nightly"));
    assertThatThrownBy(() -> keys.asMap().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void whatTheApplicationHasPutStaysAndWins() {
    Map<String, String> own = new HashMap<>(Map.of("job_name", "Nachtlauf", "customer", "42"));

    assertThat(keys.with(own))
        .isEqualTo(
            Map.of(
                "trace_id", "4bf9",
                "span_id", "00f0",
                "trace_flags", "01",
                "job_name", "Nachtlauf",
                "customer", "42"));
    assertThat(own).isEqualTo(Map.of("job_name", "Nachtlauf", "customer", "42"));
  }

  @Test
  void traceOfAnotherAgentIsNotMixedWithOurs() {
    assertThat(keys.with(Map.of("trace_id", "theirs")))
        .isEqualTo(Map.of("trace_id", "theirs", "job_name", "nightly"));
  }

  @Test
  void whatHasThemAlreadyIsLeftAsItIs() {
    Map<String, String> both = keys.with(Map.of("customer", "42"));

    assertThat(keys.with(both)).isSameAs(both);
    assertThat(keys.with(keys.asMap())).isSameAs(keys.asMap());
  }

  @Test
  void withoutAListenerThereIsNothing() {
    LogLines.logged("logback", LogLines.ERROR, "com.acme", "failed", null);

    assertThat(LogLines.keys()).isNull();
    assertThat(LogLines.wants(LogLines.FATAL)).isFalse();
  }

  @Test
  void listenerThatThrowsIsNotSeen() {
    LogLines.listen(
        new LogListener() {
          @Override
          public LogKeys keys() {
            throw new IllegalStateException();
          }

          @Override
          public boolean wants(int severity) {
            throw new IllegalStateException();
          }

          @Override
          public void logged(
              String system, int severity, String logger, String message, Throwable thrown) {
            throw new IllegalStateException();
          }
        });

    LogLines.logged("logback", LogLines.ERROR, "com.acme", "failed", null);

    assertThat(LogLines.keys()).isNull();
    assertThat(LogLines.wants(LogLines.FATAL)).isFalse();
  }
}
