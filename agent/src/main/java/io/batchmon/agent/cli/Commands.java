package io.batchmon.agent.cli;

import io.batchmon.agent.config.Version;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Runs the command of a command line, and prints what it finds. */
final class Commands {
  /** All is well, or not configured. */
  static final int FINE = 0;

  /** Something does not work. */
  static final int FAILED = 1;

  /** The command line cannot be understood. */
  static final int USAGE = 2;

  private static final String HELP =
      "Usage: java -jar batchmon.jar COMMAND [OPTION]...\n"
          + "\n"
          + "  check                tries settings, collector, channels, secrets and state directory\n"
          + "  test-alert           sends a test message through the channels that are set\n"
          + "\n"
          + "  --config FILE        settings file, as after -javaagent:batchmon.jar=\n"
          + "  --set KEY=VALUE      a setting; may be repeated\n"
          + "  --json               prints JSON instead of a table\n"
          + "  --channel NAME       test-alert: only this channel\n"
          + "  --job NAME           test-alert: by the rule for this job, system:group/name\n"
          + "  --force              test-alert: sends although alerts are only logged\n"
          + "  --version, --help\n"
          + "\n"
          + "Settings are read as the agent reads them: -Dbatchmon.*, BATCHMON_*, OTEL_*, the file.\n"
          + "Exit code: 0 nothing failed, 1 something failed, 2 not understood.\n";

  private final Properties system;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  Commands(Properties system, Map<String, String> environment, PrintStream out, PrintStream err) {
    this.system = system;
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /** The exit code. */
  int run(String... arguments) {
    CommandLine line;
    try {
      line = CommandLine.parse(arguments);
    } catch (UsageException misunderstood) {
      err.println("batchmon: " + misunderstood.getMessage());
      err.print(HELP);
      return USAGE;
    }
    switch (line.command()) {
      case "--help":
        out.print(HELP);
        return FINE;
      case "--version":
        out.println("batchmon " + Version.text());
        return FINE;
      default:
        return run(line);
    }
  }

  private int run(CommandLine line) {
    Deployment deployment = Deployment.of(line, system, environment);
    try {
      List<Row> rows =
          line.command().equals("check")
              ? new Check(deployment, system, environment).rows()
              : new TestAlert(deployment, line).rows();
      print(line, deployment, rows);
      return Row.worst(rows) == Row.Verdict.FAILED ? FAILED : FINE;
    } catch (UsageException misunderstood) {
      err.println("batchmon: " + misunderstood.getMessage());
      return USAGE;
    } catch (IOException impossible) {
      err.println("batchmon: the result cannot be written (" + impossible.getMessage() + ")");
      return FAILED;
    }
  }

  private void print(CommandLine line, Deployment deployment, List<Row> rows) throws IOException {
    if (line.isJson()) {
      out.println(RowsText.json(line.command(), deployment, rows));
    } else {
      out.print(RowsText.table(rows));
    }
    out.flush();
  }
}
