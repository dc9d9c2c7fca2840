package io.batchmon.agent.state;

import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Hex;
import java.io.File;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where the state of a service is kept: {@code <batchmon.state.dir>/<environment>/<service>}. Asks
 * the file system whether the user's home is there, and makes nothing.
 */
public final class StateDirectory {
  /** The value of {@code batchmon.state.dir} that asks for memory only. */
  public static final String NONE = "none";

  private static final String SETTING = "batchmon.state.dir";
  private static final int MOST_NAME = 64;
  private static final String[] DEVICES = {"con", "prn", "aux", "nul"};

  private StateDirectory() {}

  /** What is to be said where there is no directory and nobody asked for none; null otherwise. */
  public static @Nullable String whyNone(Settings settings, @Nullable File directory) {
    return directory != null || NONE.equalsIgnoreCase(settings.text(SETTING))
        ? null
        : "the user has no home directory, so incidents are in memory only, and forgotten when the"
            + " JVM ends; set batchmon.state.dir to a directory, or to none";
  }

  /**
   * The directory, or null for memory only, see {@link #whyNone}.
   *
   * @param system the JVM's properties, of which {@code user.home} is read
   * @param variables the process's, of which {@code XDG_STATE_HOME} is read
   * @param service as messages call it, any text
   * @param environment likewise
   */
  public static @Nullable File of(
      Settings settings,
      Properties system,
      Map<String, String> variables,
      String service,
      String environment) {
    File base;
    String set = settings.text(SETTING);
    File home = home(system);
    if (set == null) {
      base = usual(home, variables);
      if (base == null) {
        return null;
      }
    } else if (set.equalsIgnoreCase(NONE)) {
      return null;
    } else if (set.startsWith("~/") && home != null) {
      // why: only a shell knows the tilde, and a settings file has none
      base = new File(home, set.substring(2));
    } else {
      base = new File(set).getAbsoluteFile();
    }
    return new File(new File(base, fileName(environment)), fileName(service));
  }

  private static @Nullable File usual(@Nullable File home, Map<String, String> variables) {
    String state = variables.get("XDG_STATE_HOME");
    if (state != null && new File(state).isAbsolute()) {
      return new File(state, "batchmon");
    }
    return home == null ? null : new File(home, ".batchmon");
  }

  // why: a user without an entry in passwd has the home "?", a daemon /nonexistent or /; root could
  // make the former, and none of them is meant to be written to
  private static @Nullable File home(Properties system) {
    String path = system.getProperty("user.home", "");
    File home = new File(path);
    return home.isAbsolute() && home.getParent() != null && home.isDirectory() ? home : null;
  }

  /**
   * A name that every file system takes, other for each text: the text itself where it is made of
   * lower-case letters, digits and {@code . _ -}, else what is left of it and a hash.
   */
  static String fileName(String text) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length() && name.length() < MOST_NAME; i++) {
      char next = lower(text.charAt(i));
      boolean isPlain = (next >= 'a' && next <= 'z') || (next >= '0' && next <= '9');
      name.append(isPlain || ((next == '-' || next == '.') && i > 0) ? next : '_');
    }
    boolean isItself = text.contentEquals(name) && !isRefusedByWindows(text);
    return isItself ? text : (text.isEmpty() ? "_" : name) + "-" + hash(text);
  }

  private static char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? (char) (letter + ('a' - 'A')) : letter;
  }

  private static boolean isRefusedByWindows(String text) {
    if (text.isEmpty() || text.endsWith(".")) {
      return true;
    }
    int dot = text.indexOf('.');
    String stem = (dot < 0 ? text : text.substring(0, dot)).toLowerCase(Locale.ROOT);
    for (String device : DEVICES) {
      if (stem.equals(device)) {
        return true;
      }
    }
    return stem.length() == 4 && (stem.startsWith("com") || stem.startsWith("lpt"));
  }

  // FNV-1a: tells names apart, which takes no cryptography
  private static String hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return Hex.of(hash);
  }
}
