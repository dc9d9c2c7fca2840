package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The README's first command, as it stands. */
class DemoIT {
  @Test
  void demoShowsRunsAndMessagesAndEndsByItself() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sample-app/demo.sh", "--once").directory(Path.of("..").toFile());
    builder.environment().put("DEMO_SECONDS", "35");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process demo = builder.redirectErrorStream(true).start();
    String shown = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(demo.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(demo.exitValue()).as(shown).isZero();
    assertThat(shown)
        .containsPattern("✓ succeeded .* billing\\.nightly-settlement \\[quartz\\]")
        .containsPattern("✗ FAILED .* reports\\.daily-report \\[quartz\\].*SocketTimeoutException")
        .containsPattern("✗ FAILED .* EndOfDay \\[main\\].*exit code 3")
        .containsPattern("succeeded .* partners\\.exchange-rates \\[quartz\\].*attempt 2")
        .containsPattern("SKIPPED .* maintenance\\.archive \\[quartz\\].*vetoed")
        .containsPattern("✗ FAILED .* └ customer-import \\[spring_batch\\].*NumberFormatException")
        .containsPattern("✓ succeeded .* └ ledger-load \\[spring_batch\\].*written 22 . skipped 2")
        .containsPattern("✓ succeeded .* CountStock \\[timer\\]")
        .containsPattern("✓ succeeded .* PrintLabels \\[executor\\]")
        .containsPattern("✓ succeeded .* WarmUp \\[spring_boot\\]")
        .containsPattern("✗ FAILED .* DiskCheck every 25 s \\[spring_scheduling\\].*No space left")
        .containsPattern("✗ FAILED .* Newsletter.send \\[spring_scheduling\\].*No address")
        .containsPattern("✓ succeeded .* Discounts.execute \\[custom\\]")
        .contains("[production] FAILED Margins.execute: ArithmeticException")
        .contains("[production] FAILED SchemaMigration: BadSqlGrammarException")
        .doesNotContain("[production] FAILED BackofficeApplication")
        .contains("[production] SCHEDULE DIED MailQueue: NoSuchElementException")
        .contains("[production] SCHEDULE DIED TrackParcels: DateTimeParseException")
        .contains("TrackReturns every 12 s")
        .contains("[production] FAILED EndOfDay: exit code 3")
        .contains("[production] FAILED reports.daily-report: SocketTimeoutException")
        .contains("[production] OK AGAIN reports.daily-report after 1 failure");
  }
}
