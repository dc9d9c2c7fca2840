package com.acme.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndOfDayTest {
  @TempDir Path scratch;

  private record End(int exitCode, String out, String err) {}

  @Test
  void balancedLedgerReturns() throws Exception {
    assertThat(endOfDay("ledgers/friday.csv"))
        .isEqualTo(new End(0, "The ledger balances, the day is closed\n", ""));
  }

  @Test
  void unbalancedLedgerIsExitCodeThree() throws Exception {
    assertThat(endOfDay("ledgers/monday.csv"))
        .isEqualTo(new End(3, "", "The ledger is out of balance by 10.00\n"));
  }

  @Test
  void missingLedgerThrows() throws Exception {
    End end = endOfDay("ledgers/sunday.csv");

    assertThat(end.exitCode()).isEqualTo(1);
    assertThat(end.err())
        .startsWith("Exception in thread \"main\" java.nio.file.NoSuchFileException")
        .contains("sunday.csv");
  }

  @Test
  void noArgumentIsExitCodeTwo() throws Exception {
    assertThat(endOfDay()).isEqualTo(new End(2, "", "Usage: end-of-day.jar LEDGER.csv\n"));
  }

  private End endOfDay(String... arguments) throws Exception {
    Path out = scratch.resolve("out");
    Path err = scratch.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
            Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            Paths.get(EndOfDay.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString(),
            EndOfDay.class.getName());
    builder.command().addAll(List.of(arguments));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new End(
        process.exitValue(),
        Files.readString(out).replace("\r\n", "\n"),
        Files.readString(err).replace("\r\n", "\n"));
  }
}
