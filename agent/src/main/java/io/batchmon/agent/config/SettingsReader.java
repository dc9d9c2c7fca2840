package io.batchmon.agent.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings from all their sources: the agent's argument, system properties, environment
 * variables, a properties file; the first one that has a value wins, and an empty value is none.
 * Runs in premain, so it uses nothing that an application might want to set up first.
 */
public final class SettingsReader {
  private static final String OURS = "batchmon.";
  private static final String OTEL = "otel.";

  private final Map<String, Settings.Value> values = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();

  private SettingsReader() {}

  /**
   * The settings in force. Says what cannot be used in one warning each, in the log that the
   * settings ask for; never throws for what a user has written.
   *
   * @param argument what follows {@code -javaagent:batchmon.jar=}: the path of a properties file,
   *     or {@code key=value,key=value}; null for nothing
   * @param log in use until the settings are known
   */
  public static Settings read(
      @Nullable String argument, Properties system, Map<String, String> environment, AgentLog log) {
    SettingsReader reader = new SettingsReader();
    reader.readArgument(argument == null ? "" : argument.trim());
    reader.readSystemProperties(system);
    reader.readEnvironment(environment);
    reader.readFile();
    return reader.settings(log);
  }

  /**
   * The settings of a command: as an agent in the same environment reads them, but what its options
   * say comes first, and each warning reaches the given log, whatever level and file are set.
   *
   * @param options names and values; an unknown name is a warning
   */
  public static Settings readForCommand(
      Map<String, String> options,
      Properties system,
      Map<String, String> environment,
      AgentLog log) {
    SettingsReader reader = new SettingsReader();
    for (Map.Entry<String, String> option : options.entrySet()) {
      boolean isFile = option.getKey().equals("batchmon.config");
      String source = isFile ? "option --config" : "option --set";
      reader.offer(fullName(option.getKey()), option.getValue(), source);
    }
    reader.readSystemProperties(system);
    reader.readEnvironment(environment);
    reader.readFile();
    reader.withOwnLog(log);
    for (String warning : reader.warnings) {
      log.warn(warning);
    }
    return new Settings(reader.values, log);
  }

  private Settings settings(AgentLog log) {
    Settings settings = withOwnLog(log);
    for (String warning : warnings) {
      settings.log().warn(warning);
    }
    return settings;
  }

  private Settings withOwnLog(AgentLog log) {
    Settings settings = new Settings(values, log);
    String path = settings.text("batchmon.log.file");
    String word = settings.text("batchmon.log.level");
    if (word != null || path != null) {
      AgentLog.Level level = word == null ? AgentLog.Level.WARN : AgentLog.Level.of(word);
      if (level == null) {
        settings.malformed(
            "batchmon.log.level", "is none of debug, info, warn, error, off", "warn");
        level = AgentLog.Level.WARN;
      }
      settings = new Settings(values, log.with(level, path));
    }
    return settings;
  }

  private void readArgument(String argument) {
    if (argument.isEmpty()) {
      return;
    }
    int equals = argument.indexOf('=');
    int slash = Math.max(argument.lastIndexOf('/', equals), argument.lastIndexOf('\\', equals));
    if (equals < 0 || slash >= 0) {
      offer("batchmon.config", argument, "agent argument");
      return;
    }
    Map<String, Integer> seen = new HashMap<>();
    int item = 0;
    int at = 0;
    while (at < argument.length()) {
      item++;
      int valueAt = argument.indexOf('=', at) + 1;
      int comma = argument.indexOf(',', at);
      if (valueAt == 0 || (comma >= 0 && comma < valueAt)) {
        int end = comma < 0 ? argument.length() : comma;
        withoutValue(argument.substring(at, end).trim(), item);
        at = end + 1;
        continue;
      }
      String name = fullName(argument.substring(at, valueAt - 1).trim());
      int end = endOfValue(argument, valueAt);
      if (end < 0) {
        warnings.add(name + " has no closing quote (agent argument); it is not used");
        return;
      }
      String value = argument.substring(valueAt, end).trim();
      Integer before = seen.put(name, item);
      if (before != null) {
        twice(name, "agent argument, items " + before + " and " + item);
        values.remove(name);
      }
      offer(name, unquoted(value), "agent argument");
      at = end + 1;
    }
  }

  private static String fullName(String key) {
    return key.startsWith(OURS) || key.startsWith(OTEL) ? key : OURS + key;
  }

  private void withoutValue(String item, int number) {
    if (!item.isEmpty()) {
      // why: the item may be half of a secret, so it is shown only if it is a name
      String shown = SettingNames.isKnown(fullName(item)) ? fullName(item) : "item " + number;
      warnings.add(shown + " has no value (agent argument: key=value,key='a,b'); it is not used");
    }
  }

  /** Where the value that starts here ends: at a comma outside of quotes; -1 if quotes are open. */
  private static int endOfValue(String argument, int from) {
    int end = from;
    char quote = from < argument.length() ? argument.charAt(from) : ',';
    if (quote == '\'' || quote == '"') {
      end = argument.indexOf(quote, from + 1);
      if (end < 0) {
        return -1;
      }
    }
    int comma = argument.indexOf(',', end);
    return comma < 0 ? argument.length() : comma;
  }

  private void readSystemProperties(Properties system) {
    for (String name : system.stringPropertyNames()) {
      if (name.startsWith(OURS) || name.startsWith(OTEL)) {
        offer(name, system.getProperty(name, ""), "system property");
      }
    }
  }

  private void readEnvironment(Map<String, String> environment) {
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      String variable = entry.getKey();
      if (variable.startsWith("OTEL_")) {
        String name = variable.toLowerCase(Locale.ROOT).replace('_', '.');
        offer(name, entry.getValue(), "environment variable " + variable);
      } else if (variable.startsWith("BATCHMON_") && !isServiceLink(variable, entry.getValue())) {
        String name = SettingNames.ofVariable(variable);
        if (name == null) {
          String guess = variable.toLowerCase(Locale.ROOT).replace('_', '.');
          unknown(variable, "environment variable", SettingNames.variableOf(nearest(guess)));
        } else {
          offer(name, entry.getValue(), "environment variable " + variable);
        }
      }
    }
  }

  // why: Kubernetes sets such variables in each pod beside a service that is called batchmon
  private static boolean isServiceLink(String variable, String value) {
    return variable.endsWith("_SERVICE_HOST")
        || variable.contains("_SERVICE_PORT")
        || variable.contains("_TCP_")
        || value.startsWith("tcp://");
  }

  private void readFile() {
    Settings.Value path = values.get("batchmon.config");
    if (path == null) {
      return;
    }
    String file = path.text().trim();
    List<PropertiesFile.Entry> entries;
    try {
      entries = PropertiesFile.read(file);
    } catch (IOException | RuntimeException failure) {
      Throwable cause = failure.getCause();
      warnings.add(
          "settings file "
              + file
              + " "
              + failure.getMessage()
              + (cause == null ? "" : ": " + cause.getMessage())
              + " (from "
              + path.source()
              + "); going on without it");
      return;
    }
    Map<String, PropertiesFile.Entry> last = new LinkedHashMap<>();
    for (PropertiesFile.Entry entry : entries) {
      String where = file + " line " + entry.line;
      if (isUsable(entry, where)) {
        PropertiesFile.Entry before = last.put(entry.key, entry);
        if (before != null) {
          twice(entry.key, file + " lines " + before.line + " and " + entry.line);
        }
      }
    }
    for (PropertiesFile.Entry entry : last.values()) {
      offer(entry.key, String.valueOf(entry.value), file + " line " + entry.line);
    }
  }

  private boolean isUsable(PropertiesFile.Entry entry, String where) {
    boolean isOurs = entry.key.startsWith(OURS);
    String shown = entry.key.isEmpty() ? "a line" : entry.key;
    if (entry.problem != null) {
      warnings.add(shown + " " + entry.problem + " (" + where + "); it is not used");
    } else if (isOurs && entry.value == null) {
      warnings.add(shown + " has no value (" + where + "); it is not used");
    } else if (entry.key.equals("batchmon.config")) {
      warnings.add(shown + " is not read from a settings file (" + where + "); it is not used");
    } else if (!isOurs && SettingNames.isKnown(OURS + entry.key)) {
      unknown(entry.key, where, OURS + entry.key);
    } else {
      return isOurs || entry.key.startsWith(OTEL);
    }
    return false;
  }

  private void twice(String name, String where) {
    warnings.add(name + " is set twice (" + where + "); using the last one");
  }

  private void unknown(String name, String where, String nearest) {
    warnings.add(name + " is not a setting (" + where + "); the nearest is " + nearest);
  }

  private static String nearest(String name) {
    return NearestName.to(name);
  }

  /** Takes the value unless an earlier source had one. */
  private void offer(String writtenName, String text, String source) {
    String name = Settings.canonical(writtenName);
    if (name.startsWith(OURS) && !SettingNames.isKnown(name)) {
      unknown(name, source, nearest(name));
      return;
    }
    String value = text.trim();
    String bare = name.startsWith(OURS) ? unquoted(value) : value;
    if (bare.isEmpty()) {
      return;
    }
    if (values.containsKey(name)) {
      return;
    }
    values.put(name, new Settings.Value(bare, source));
    if (bare.length() < value.length()) {
      warnings.add(
          name + " is written with quotes (from " + source + "); using what is between them");
    }
  }

  private static String unquoted(String value) {
    int last = value.length() - 1;
    boolean isQuoted =
        last > 0
            && value.charAt(0) == value.charAt(last)
            && (value.charAt(0) == '"' || value.charAt(0) == '\'');
    return isQuoted ? value.substring(1, last).trim() : value;
  }
}
