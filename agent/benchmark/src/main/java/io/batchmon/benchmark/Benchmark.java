package io.batchmon.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures and prints Markdown on stdout, and a line per run on stderr. Ends with 1 if any run was
 * INVALID, with 2 if it could not begin.
 */
public final class Benchmark {
  private final Options options;
  private final PrintStream progress;
  private final List<String> faults = new ArrayList<>();

  private Benchmark(Options options, PrintStream progress) {
    this.options = options;
    this.progress = progress;
  }

  /** Arguments: the build directory of this module, the agent's jar, then what the user said. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream progress = System.err;
    Options options;
    try {
      options =
          Options.parse(
              Path.of(arguments[0]),
              Path.of(arguments[1]),
              List.of(arguments).subList(2, arguments.length).toArray(new String[0]));
    } catch (IllegalArgumentException e) {
      progress.println(e.getMessage() + "\nusage: run.sh " + Options.USAGE);
      System.exit(2);
      return;
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    System.exit(new Benchmark(options, progress).run(System.out));
  }

  private int run(PrintStream out) throws IOException, InterruptedException {
    for (Variant variant : options.variants()) {
      if (variant != Variant.NONE && !variant.jar(options.places()).toFile().isFile()) {
        progress.println(
            variant.jar(options.places())
                + " is missing: build it, or leave it out with --without "
                + variant.option());
        return 2;
      }
    }
    String warning = Machine.warning();
    progress.println(warning);
    String machine = Machine.describe(options.places().java());
    Table table = new Table(options.variants());
    Table spread = new Table(options.variants());
    Rounds rounds = new Rounds(options.variants(), progress, faults);
    for (Options.Mode mode : options.modes()) {
      int count = options.rounds().orElse(mode.rounds());
      measure(mode, count, rounds, table, spread);
    }
    table.row("jar", this::jarSize);
    out.println(table.markdown());
    out.println(machine + ". " + warning);
    if (!spread.isEmpty()) {
      out.println("\nLeast and most of all rounds:\n\n" + spread.markdown());
    }
    faults.forEach(fault -> out.println("INVALID: " + fault));
    return faults.isEmpty() ? 0 : 1;
  }

  private void measure(Options.Mode mode, int count, Rounds rounds, Table table, Table spread)
      throws IOException, InterruptedException {
    Places places = options.places();
    switch (mode) {
      case ONCE -> new TimedRuns(places, rounds).measure(Program.ONCE, count, table, spread);
      case BOOT -> new TimedRuns(places, rounds).measure(Program.BOOT, count, table, spread);
      case IDLE -> new IdleRuns(places, rounds).measure(count, table);
      case EXIT -> new ExitRuns(places, rounds).measure(count, table);
      case STEADY -> new SteadyRuns(places, rounds).measure(count, table);
      case POOL -> new PoolRuns(places, rounds).measure(count, table);
      case HTTP -> new HttpRuns(places, rounds).measure(count, table);
      case SERVLET -> new SteadyRuns(places, rounds).measureRequests(count, table);
      case BATCH -> new BatchRuns(places, rounds).measure(count, table, spread);
      case LOG -> new LogRuns(places, rounds).measure(count, table);
      case SQL -> new SqlRuns(places, rounds).measure(count, table);
      case MESSAGE -> new MessageRuns(places, rounds).measure(count, table);
    }
  }

  private String jarSize(Variant variant) {
    return variant == Variant.NONE
        ? ""
        : Units.megabytes((double) variant.jar(options.places()).toFile().length());
  }
}
