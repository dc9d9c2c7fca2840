package io.batchmon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return new Commands(
            new Properties(),
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(arguments);
  }

  @Test
  void optionsMayStandAnywhere() throws Exception {
    CommandLine line =
        CommandLine.parse(
            "--set",
            "environment=staging",
            "test-alert",
            "--config=a b.properties",
            "--json",
            "--force",
            "--channel",
            "slack",
            "--job=quartz:billing/nightly",
            "--set=redact=+ip,a=b");

    assertThat(line.command()).isEqualTo("test-alert");
    assertThat(line.settings())
        .containsEntry("environment", "staging")
        .containsEntry("batchmon.config", "a b.properties")
        .containsEntry("redact", "+ip,a=b");
    assertThat(line.isJson()).isTrue();
    assertThat(line.isForced()).isTrue();
    assertThat(line.channel()).isEqualTo("slack");
    assertThat(line.job()).isEqualTo("quartz:billing/nightly");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "chek",
        "check check",
        "check --jsn",
        "check --json=yes",
        "check --config",
        "check --set nothing",
        "check --force",
        "check --channel slack",
        "--json"
      })
  void whatIsNotUnderstoodIsSaidWithTheUsage(String line) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" ", -1))).isEqualTo(2);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("batchmon: ")
        .contains("Usage:", "check", "test-alert", "--version");
  }

  @Test
  void valueOfAnOptionIsNotRepeated() {
    assertThatThrownBy(() -> CommandLine.parse("check", "--sett=slack.token=xoxb-1-secret"))
        .isInstanceOf(UsageException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void helpAndVersionAreNoMistakes() {
    assertThat(run("--help")).isZero();
    assertThat(run("--version")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage:", "batchmon ");
  }
}
