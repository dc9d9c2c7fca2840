package io.batchmon.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Messages;
import io.batchmon.agent.alert.TickingClock;
import io.batchmon.agent.run.LoggedLine;
import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.standin.StandInSlack;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The examples in agent/MESSAGES.md are what the engine says and Slack would show. With {@code
 * -Dbatchmon.test.write=true} they are written anew.
 */
class RenderedMessagesTest {
  private static final Path FILE = Path.of("MESSAGES.md");
  private static final Duration NIGHT = Duration.ofHours(24).minusSeconds(1);

  private final TickingClock clock = new TickingClock();
  private final StringBuilder text = new StringBuilder();

  private Messages messages() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("batchmon.trace.url", "jaeger https://jaeger.example.com");
    values.put("batchmon.rule.nightly.match", "billing/nightly-*");
    values.put("batchmon.rule.nightly.owner", "<!subteam^S0123>");
    values.put("batchmon.rule.nightly.runbook", "https://wiki.example.com/nightly");
    return Messages.of(clock, values, "billing-batch", "production", "batch-7");
  }

  private JobRun nightly() {
    long now = clock.currentMillis();
    return JobRun.builder(RunKind.JOB, JobName.of("quartz", "billing", "nightly-invoice"))
        .code("com.acme.billing.InvoiceJob", "execute")
        .byScheduler()
        .schedule("0 0 2 * * ?")
        .scheduledMillis(now)
        .nextMillis(now + 86_400_000)
        .build();
  }

  private static JobRun job(String system, String group, String name) {
    return JobRun.of(RunKind.JOB, JobName.of(system, group, name));
  }

  private static Exception databaseGone() {
    Exception cause = new ConnectException("Connection refused");
    cause.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("sun.nio.ch.Net", "pollConnect", null, -2),
          new StackTraceElement("sun.nio.ch.NioSocketImpl", "connect", "NioSocketImpl.java", 592),
          new StackTraceElement("org.postgresql.core.PGStream", "<init>", "PGStream.java", 110),
          new StackTraceElement("com.acme.billing.InvoiceLoader", "load", "InvoiceLoader.java", 88),
          new StackTraceElement("com.acme.billing.InvoiceJob", "execute", "InvoiceJob.java", 31),
          new StackTraceElement("org.quartz.core.JobRunShell", "run", "JobRunShell.java", 202),
        });
    Exception failure =
        new SQLTransientConnectionException(
            "HikariPool-1 - Connection is not available, request timed out after 30001ms",
            "08001",
            cause);
    failure.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("com.zaxxer.hikari.pool.HikariPool", "c", "HikariPool.java", 696),
          new StackTraceElement("com.acme.billing.InvoiceLoader", "load", "InvoiceLoader.java", 88),
          new StackTraceElement("com.acme.billing.InvoiceJob", "execute", "InvoiceJob.java", 31),
          new StackTraceElement("org.quartz.core.JobRunShell", "run", "JobRunShell.java", 202),
        });
    return failure;
  }

  private static Exception badRow() {
    Exception failure = new NumberFormatException("For input string: \"12OO.00\"");
    failure.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.lang.Long", "parseLong", "Long.java", 711),
          new StackTraceElement("com.acme.imports.Row", "credit", "Row.java", 40),
        });
    return failure;
  }

  private LoggedLine[] lines() {
    long start = clock.currentMillis();
    String loader = "com.acme.billing.InvoiceLoader";
    return new LoggedLine[] {
      LoggedLine.of("logback", start + 12, 9, loader, "3000 of 10400 invoices read", null),
      LoggedLine.of("logback", start + 40, 13, loader, "orders-db-2 is slow: 4 s", null),
      LoggedLine.of("logback", start + 998, 17, loader, "giving up", databaseGone()),
    };
  }

  private void show(String title, String when, @Nullable AlertMessage message) {
    assertThat(message).as(title).isNotNull();
    String shown;
    try {
      shown = StandInSlack.render(new ObjectMapper().readTree(SlackMessage.blocks(message)));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
    text.append("\n## ").append(title).append("\n\n").append(when).append("\n\n```\n");
    text.append(
        shown
            .replaceAll("run [0-9a-f]{16}", "run 6f1c7f9d02b4a851")
            .replaceAll("/trace/[0-9a-f]{32}", "/trace/4bf92f3577b34da6a3ce929d0e0e4736")
            .stripTrailing());
    text.append("\n```\n");
  }

  @Test
  void examplesAreWhatTheEngineSays() throws IOException {
    text.append("# What the messages look like\n\n");
    text.append(
        "Written by `RenderedMessagesTest` from what the engine decided, as Slack shows it.\n");
    nights();
    others();
    severalJobs();

    if (Boolean.getBoolean("batchmon.test.write")) {
      Files.writeString(FILE, text);
    }
    assertThat(Files.readString(FILE)).isEqualTo(text.toString());
  }

  private void nights() {
    Messages messages = messages();
    RunResult failed =
        RunResult.failed(databaseGone()).withItems(ItemCounts.of(10_400, 3000, 0, 0, 3, 0));
    show("First failure", "At once.", messages.failed(nightly(), failed, lines()));
    clock.advance(NIGHT);
    show("Reminder", "After a day, if it still fails.", messages.failed(nightly(), failed));
    clock.advance(NIGHT);
    show(
        "Escalation",
        "Three nights in a row, ten failures in an hour, or no success for two periods.",
        messages.failed(nightly(), failed));
    show("Recovery", "A run that started later has succeeded.", messages.recovered(nightly()));
  }

  private void others() {
    Messages messages = messages();
    JobRun hourly = job("quartz", "billing", "hourly");
    messages.failed(hourly, RunResult.failed(badRow()));
    messages.failed(hourly, RunResult.failed(badRow()));
    show(
        "Aggregation",
        "Three in five minutes.",
        messages.failed(hourly, RunResult.failed(badRow())));
    show(
        "Schedule died",
        "A periodic task of an executor or a Timer has thrown, and never runs again.",
        messages.failed(
            job("timer", "", "TrackParcels"),
            RunResult.failed(badRow()).scheduleDied("TrackReturns every 12 s")));
    show(
        "Rejected",
        "A launch was refused.",
        messages.failed(
            job("spring_batch", "", "customer-import"),
            RunResult.rejected("A job instance is already complete", "complete")));
    show(
        "Aborted",
        "The JVM was ended around it.",
        messages.failed(
            job("main", "", "EndOfDay"),
            RunResult.aborted("the JVM was ended by SIGTERM", "SIGTERM").withExitCode("143")));
    show(
        "Lost",
        "Its JVM was killed; told by the next one of the service.",
        messages.failed(
            job("quartz", "billing", "settlement"),
            RunResult.lost("its JVM vanished, last seen 2026-01-03T02:31:07Z on batch-7")));
    JobRun flapping = job("quartz", "billing", "rates");
    for (int turn = 0; turn < 2; turn++) {
      clock.advance(Duration.ofMinutes(2));
      messages.failed(flapping, RunResult.failed(badRow()));
      clock.advance(Duration.ofMinutes(2));
      messages.recovered(flapping);
    }
    clock.advance(Duration.ofMinutes(2));
    show(
        "Flapping",
        "It opened three times within an hour.",
        messages.failed(flapping, RunResult.failed(badRow())));
    show("Daily digest", "At the hour of `batchmon.alert.digest`.", messages.digest());
  }

  private void severalJobs() {
    Messages messages = messages();
    JobRun[] jobs = {
      job("quartz", "billing", "payments"),
      job("quartz", "reports", "daily"),
      job("spring_batch", "", "customer-import")
    };
    for (JobRun run : jobs) {
      messages.offer(run, RunResult.failed(databaseGone()));
    }
    clock.advance(Duration.ofSeconds(2));
    show("Common cause", "Three jobs fail for one cause within two minutes.", messages.due());
    for (JobRun run : jobs) {
      messages.offerSuccess(run);
    }
    show("Recovery of all of them", "Each has succeeded.", messages.due());
  }
}
