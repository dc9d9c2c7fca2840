package io.batchmon.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A program from start to end: CPU, wall time, peak memory, classes, and what arrived. */
final class TimedRuns {
  private final Places places;
  private final Rounds rounds;
  private final Map<Program, String> answers = new HashMap<>();

  TimedRuns(Places places, Rounds rounds) {
    this.places = places;
    this.rounds = rounds;
  }

  /** What one run cost; its text is a line of the raw figures. */
  record Cost(Run run, Program program) {
    double cpu() {
      return run.usage().cpuSeconds();
    }

    double wall() {
      return run.usage().wallSeconds();
    }

    double peak() {
      return run.peakBytes();
    }

    String received() {
      Received received = run.received();
      String text = received.total() + " (" + received.jobs(program.jobSpans());
      return program == Program.BOOT
          ? text + (received.mentions("orders") ? " + Spring Batch)" : ")")
          : text + ")";
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "cpu=%.3f wall=%.3f peak=%d exit=%.3f spans=%s metric_requests=%d unreadable=%d",
          cpu(),
          wall(),
          run.peakBytes(),
          run.exitSeconds(),
          received(),
          run.received().metricRequests(),
          run.received().unreadable());
    }
  }

  /** Adds the rows of this program to the first table and to the one about the spread. */
  void measure(Program program, int count, Table table, Table spread)
      throws IOException, InterruptedException {
    String title = program.title();
    Results<Cost> results = rounds.interleave(title, 1, count, variant -> cost(program, variant));
    Results<Long> classes =
        rounds.interleave(title + " classes", 0, 1, variant -> classes(program, variant));
    table
        .row(title + ": CPU seconds", results.ratio(Cost::cpu, Units::seconds))
        .row(title + ": wall time", results.ratio(Cost::wall, Units::seconds))
        .row(title + ": peak memory", results.ratio(Cost::peak, Units::mebibytes))
        .row(
            title + ": classes loaded, more than without",
            classes.added(Long::doubleValue, Units::count))
        .row(
            title + ": spans received (of them jobs, of " + program.jobs() + ")",
            results.reported(Cost::received));
    spread
        .row(title + ": CPU seconds", results.spread(Cost::cpu, Units::seconds))
        .row(title + ": wall time", results.spread(Cost::wall, Units::seconds))
        .row(title + ": peak memory", results.spread(Cost::peak, Units::mebibytes));
  }

  private Cost cost(Program program, Variant variant)
      throws IOException, InterruptedException, RunFailed {
    Run run = new Launch(places, program, variant).reporting();
    checkAnswer(program, run);
    checkReceived(program, variant, run.received());
    return new Cost(run, program);
  }

  /** The program must have done the same work as ever. */
  private void checkAnswer(Program program, Run run) throws RunFailed {
    String answer = run.output().get(run.output().size() - 1);
    String first = answers.computeIfAbsent(program, p -> answer);
    if (!first.equals(answer)) {
      throw new RunFailed("answered " + answer + " where " + first + " was right");
    }
  }

  /** An agent that is cheap because it is silent must not win. */
  static void checkReceived(Program program, Variant variant, Received received) throws RunFailed {
    int jobs = received.jobs(program.jobSpans());
    if (variant.reports() && jobs < program.jobs()) {
      throw new RunFailed(
          "a span for " + jobs + " of " + program.jobs() + " jobs; received " + received.spans());
    }
    if (variant.reports() && received.metricRequests() == 0) {
      throw new RunFailed("no metrics; received " + received.spans());
    }
    if (received.unreadable() > 0) {
      throw new RunFailed(received.unreadable() + " requests were no OTLP");
    }
  }

  /** A run that is not timed: writing the log costs. */
  private long classes(Program program, Variant variant)
      throws IOException, InterruptedException, RunFailed {
    Path log = places.work(program.title() + "-" + variant.option() + ".classes");
    new Launch(places, program, variant).reporting("-Xlog:class+load=info:file=" + log);
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains(" source: ")).count();
    }
  }
}
