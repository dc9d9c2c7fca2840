package io.batchmon.agent.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command and its options. */
final class CommandLine {
  private String command = "";
  private final Map<String, String> settings = new LinkedHashMap<>();
  private boolean json;
  private boolean force;
  private @Nullable String channel;
  private @Nullable String job;

  private CommandLine() {}

  /**
   * Options may stand anywhere.
   *
   * @throws UsageException that says what is wrong, without repeating a value
   */
  static CommandLine parse(String... arguments) throws UsageException {
    CommandLine line = new CommandLine();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
      String option = equals < 0 ? argument : argument.substring(0, equals);
      if (takesValue(option)) {
        if (equals < 0 && ++i == arguments.length) {
          throw new UsageException(option + " needs a value");
        }
        line.option(option, equals < 0 ? arguments[i] : argument.substring(equals + 1));
      } else if (equals >= 0) {
        throw new UsageException(option + " is not an option that takes a value");
      } else {
        line.word(argument);
      }
    }
    line.complete();
    return line;
  }

  private static boolean takesValue(String option) {
    return option.equals("--config")
        || option.equals("--set")
        || option.equals("--channel")
        || option.equals("--job");
  }

  private void option(String option, String value) throws UsageException {
    switch (option) {
      case "--config":
        settings.put("batchmon.config", value);
        return;
      case "--channel":
        channel = value;
        return;
      case "--job":
        job = value;
        return;
      default:
        int equals = value.indexOf('=');
        if (equals <= 0) {
          throw new UsageException("--set needs key=value");
        }
        settings.put(value.substring(0, equals).trim(), value.substring(equals + 1).trim());
    }
  }

  private void word(String word) throws UsageException {
    switch (word) {
      case "--json":
        json = true;
        return;
      case "--force":
        force = true;
        return;
      case "-h":
      case "help":
        word("--help");
        return;
      case "version":
        word("--version");
        return;
      case "--help":
      case "--version":
      case "check":
      case "test-alert":
        if (!command.isEmpty()) {
          throw new UsageException("one command at a time: " + command + ", " + word);
        }
        command = word;
        return;
      default:
        throw new UsageException(
            word.startsWith("-") ? word + " is not an option" : word + " is not a command");
    }
  }

  private void complete() throws UsageException {
    if (command.isEmpty()) {
      throw new UsageException("which command?");
    }
    if (!command.equals("test-alert") && (force || channel != null || job != null)) {
      throw new UsageException("--force, --channel and --job are options of test-alert");
    }
  }

  /** {@code check}, {@code test-alert}, {@code --help} or {@code --version}. */
  String command() {
    return command;
  }

  /** What {@code --config} and {@code --set} say, by name. */
  Map<String, String> settings() {
    return settings;
  }

  boolean isJson() {
    return json;
  }

  boolean isForced() {
    return force;
  }

  @Nullable String channel() {
    return channel;
  }

  @Nullable String job() {
    return job;
  }
}
