package io.batchmon.agent.aws;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shared credentials and config files, as they are at the moment of reading. Immutable. */
final class ProfileFiles {
  private final String chosen;
  private final Map<String, Map<String, String>> profiles = new HashMap<>();
  private final @Nullable String problem;

  private ProfileFiles(AwsEnvironment environment) {
    String name = environment.either("aws.profile", "AWS_PROFILE");
    chosen = name == null ? "default" : name;
    String folder = environment.home() + "/.aws/";
    String credentials =
        path(
            environment,
            "aws.sharedCredentialsFile",
            "AWS_SHARED_CREDENTIALS_FILE",
            folder + "credentials");
    String config = path(environment, "aws.configFile", "AWS_CONFIG_FILE", folder + "config");
    // why: what both say, the credentials file says better
    String first = read(config, true);
    String second = read(credentials, false);
    problem =
        name != null && !profiles.containsKey(name)
            ? "profile " + name + " is neither in " + credentials + " nor in " + config
            : second == null ? first : second;
  }

  static ProfileFiles of(AwsEnvironment environment) {
    return new ProfileFiles(environment);
  }

  private static String path(
      AwsEnvironment environment, String property, String variable, String otherwise) {
    String path = environment.either(property, variable);
    if (path == null) {
      return otherwise;
    }
    return path.startsWith("~/") ? environment.home() + path.substring(1) : path;
  }

  /** What is wrong with the file, or null; a file that is not there is right. */
  private @Nullable String read(String path, boolean isConfig) {
    String text;
    try {
      text = AwsEnvironment.file(path);
    } catch (IOException failure) {
      return "does not exist".equals(failure.getMessage())
          ? null
          : path + " " + failure.getMessage();
    }
    Map<String, Map<String, String>> sections = new HashMap<>();
    Map<String, String> section = null;
    for (String line : text.split("\r\n|\n|\r", -1)) {
      String trimmed = line.trim();
      if (trimmed.isEmpty() || trimmed.charAt(0) == '#' || trimmed.charAt(0) == ';') {
        continue;
      }
      int equals = line.indexOf('=');
      if (line.charAt(0) == '[') {
        String name = sectionName(line, isConfig);
        section = name == null ? null : in(sections, name);
      } else if (section != null && equals > 0 && line.charAt(0) > ' ') {
        String key = line.substring(0, equals).trim().toLowerCase(Locale.ROOT);
        section.put(key, withoutComment(line.substring(equals + 1)));
      }
    }
    Map<String, String> prefixed = sections.remove("profile default");
    if (prefixed != null) {
      sections.put("default", prefixed);
    }
    for (Map.Entry<String, Map<String, String>> entry : sections.entrySet()) {
      in(profiles, entry.getKey()).putAll(entry.getValue());
    }
    return null;
  }

  private static Map<String, String> in(Map<String, Map<String, String>> sections, String name) {
    Map<String, String> section = sections.get(name);
    if (section == null) {
      section = new HashMap<>();
      sections.put(name, section);
    }
    return section;
  }

  /** Null where the section is no profile of that file. */
  private static @Nullable String sectionName(String line, boolean isConfig) {
    int end = line.indexOf(']');
    if (end < 0) {
      return null;
    }
    String name = line.substring(1, end).trim();
    if (!isConfig) {
      return name.startsWith("profile ") ? null : name;
    }
    if (name.equals("default")) {
      return name;
    }
    String[] words = name.split("[ \t]+", 2);
    if (words.length < 2 || !words[0].equals("profile")) {
      return null;
    }
    // why: in the config file both spellings may stand, and the longer one counts
    return words[1].equals("default") ? "profile default" : words[1];
  }

  private static String withoutComment(String value) {
    int end = value.length();
    for (String comment : new String[] {" #", " ;", "\t#", "\t;"}) {
      int at = value.indexOf(comment);
      end = at >= 0 && at < end ? at : end;
    }
    return value.substring(0, end).trim();
  }

  /** The name of the profile in use. */
  String chosen() {
    return chosen;
  }

  /** What is wrong with files or profile, in words; null if nothing. */
  @Nullable String problem() {
    return problem;
  }

  boolean has(String profile) {
    return profiles.containsKey(profile);
  }

  /** Null if it is not set or empty. */
  @Nullable String value(String profile, String key) {
    Map<String, String> section = profiles.get(profile);
    String value = section == null ? null : section.get(key);
    return value == null || value.isEmpty() ? null : value;
  }
}
