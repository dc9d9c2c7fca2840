package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.RunObserver;
import io.batchmon.agent.run.Runs;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/** What deciding costs with many open incidents; prints a table against the budgets. */
public final class AlertBenchmark {
  private static final int INCIDENTS = 10_000;
  private static final int ROUNDS = 9;
  private static final Clock CLOCK = Clock.SYSTEM;
  private static int decided;

  private static final Incidents.Observer COUNTED =
      new Incidents.Observer() {
        @Override
        public void decided(Reason reason) {
          decided++;
        }

        @Override
        public void opened(JobName job) {}

        @Override
        public void closed(JobName job) {}

        @Override
        public void changed(Incident incident) {}

        @Override
        public void pending(AlertMessage message) {}

        @Override
        public void dropped(AlertMessage message) {}
      };

  private AlertBenchmark() {}

  public static void main(String[] args) {
    System.out.println("| | median | budget |");
    System.out.println("|---|---|---|");
    decision();
    incidents();
  }

  private static void decision() {
    Settings settings = new Settings(new HashMap<>(), AgentLog.to(System.err));
    Terms terms = new Terms(AlertPolicy.of(settings), 1, 1, null);
    Incident closed =
        Incident.closed(
            "production",
            "billing",
            JobName.of("quartz", "a"),
            AlertKind.FAILED,
            Fingerprint.ofReason("a", "b"));
    double[] nanos = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      Incident incident = closed;
      long before = System.nanoTime();
      int count = 2_000_000;
      for (int i = 0; i < count; i++) {
        int failures = i % 16 == 15 ? 0 : 1;
        Occurrence run = new Occurrence(failures, "j", i * 1000L, i * 1_000_000_000L, i * 1000L, 0);
        incident = Decision.of(incident, run, terms, i * 1000L).incident();
      }
      nanos[round] = (double) (System.nanoTime() - before) / count;
    }
    row("a decision", median(nanos), "ns", "1,000 ns");
  }

  private static void incidents() {
    AlertConfig config =
        AlertConfig.of(
            new Settings(new HashMap<>(), AgentLog.to(System.err)),
            text -> text,
            "billing",
            "production",
            "h");
    List<AlertEvent> events = events();
    Incidents incidents = null;
    long before = used();
    incidents =
        new Incidents(
            config,
            INCIDENTS,
            "j",
            new HashMap<>(),
            new Silences(null, AgentLog.to(System.err)),
            COUNTED);
    long now = CLOCK.currentMillis();
    for (AlertEvent event : events) {
      incidents.failed(event, 1, now, now * 1_000_000);
      incidents.poll(now, now * 1_000_000, true);
    }
    long bytes = used() - before;
    row("10,000 open incidents", bytes / 1048576.0, "MiB", "16 MiB");
    row("one of them", (double) bytes / INCIDENTS, "bytes", "");
    double[] micros = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (AlertEvent event : events) {
        incidents.failed(event, 1, now, now * 1_000_000);
        incidents.poll(now, now * 1_000_000, true);
      }
      micros[round] = (System.nanoTime() - start) / 1000.0 / INCIDENTS;
    }
    row("one more failure of an open one, fingerprint and all", median(micros), "us", "50 us");
    if (decided < INCIDENTS || incidents.open().size() != INCIDENTS) {
      throw new IllegalStateException("not all were decided");
    }
  }

  private static List<AlertEvent> events() {
    List<AlertEvent> events = new ArrayList<>();
    RunObserver observer =
        new RunObserver() {
          @Override
          public void started(ActiveRun run) {}

          @Override
          public void ended(ActiveRun run) {
            RunResult result = run.result();
            if (result != null) {
              events.add(AlertEvent.failure(run, result, "k"));
            }
          }
        };
    Runs runs = new Runs(CLOCK, Collections.singletonList(observer), (where, failure) -> {});
    for (int i = 0; i < INCIDENTS; i++) {
      JobName name = JobName.of("quartz", "group" + i % 50, "job-of-the-night-" + i);
      OpenRun open = runs.begin(JobRun.of(RunKind.JOB, name), null, null);
      open.end(RunResult.failed(failure(20, "row " + i)));
    }
    return events;
  }

  private static Exception failure(int depth, String text) {
    return depth == 0
        ? new IllegalStateException("load " + text, new IllegalArgumentException(text))
        : failure(depth - 1, text);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static double median(double[] values) {
    java.util.Arrays.sort(values);
    return values[values.length / 2];
  }

  private static void row(String what, double value, String unit, String budget) {
    System.out.printf(Locale.ROOT, "| %s | %.1f %s | %s |%n", what, value, unit, budget);
  }
}
