package io.batchmon.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application's words get into the agent's log as well. */
class AgentLogRedactionTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));

  private String stderr() {
    return stderr.toString(StandardCharsets.UTF_8);
  }

  @Test
  void lineAndCauseAreRedactedOnStandardErrorAndInTheFile() throws IOException {
    Path file = directory.resolve("agent.log");
    AgentLog both = log.with(AgentLog.Level.DEBUG, file.toString());
    both.warn(
        "hook failed for bob@example.org",
        new IllegalStateException("password=S3cret", new Error("token=abc12345")));
    both.info("http://bob:S3cret@collector:4318 answers");
    both.debug("card 4111111111111111");

    assertThat(stderr())
        .isEqualTo(
            "[batchmon] WARN hook failed for *** (java.lang.IllegalStateException: password=***)\n"
                .replace("\n", System.lineSeparator()));
    assertThat(Files.readString(file))
        .contains("Caused by: java.lang.Error: token=***", "at " + getClass().getName())
        .contains("INFO http://***@collector:4318 answers", "DEBUG card ***")
        .doesNotContain("S3cret", "abc12345", "bob", "4111");
  }

  @Test
  void whatTheOperatorAddsIsHiddenToo() throws IOException {
    Path file = directory.resolve("agent.log");
    AgentLog added =
        log.with(AgentLog.Level.INFO, file.toString())
            .redacting(text -> text.replace("contract-17", "***"));
    added.warn("no contract-17", new IllegalStateException("contract-17"));

    assertThat(stderr()).contains("no *** (java.lang.IllegalStateException: ***)");
    assertThat(Files.readString(file)).doesNotContain("contract-17");
  }

  @Test
  void lineBreaksInASecretDoNotSplitIt() {
    log.warn("-----BEGIN PRIVATE KEY-----\nMIIEow\n-----END PRIVATE KEY----- read");
    assertThat(stderr().trim()).isEqualTo("[batchmon] WARN *** read");
  }
}
