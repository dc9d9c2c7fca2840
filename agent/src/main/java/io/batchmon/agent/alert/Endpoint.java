package io.batchmon.agent.alert;

import org.jspecify.annotations.Nullable;

/** The address that a message is about, if it names one. */
final class Endpoint {
  private static final int MAX_READ = 1000;
  private static final int MAX_HOST = 100;
  private static final String BETWEEN = " \t\r\n\"'<>()[]{},;=|!";
  private static final String FILES =
      " java kt scala groovy xml json csv txt sql log yml yaml properties class jar ";

  private Endpoint() {}

  /** Such as {@code orders-db:5432}, in lower case; of several the first; null if there is none. */
  static @Nullable String in(@Nullable String message) {
    return in(message, false);
  }

  /**
   * The same.
   *
   * @param aboutNetwork whether the exception is known to be about a connection
   */
  static @Nullable String in(@Nullable String message, boolean aboutNetwork) {
    if (message == null) {
      return null;
    }
    int end = Math.min(message.length(), MAX_READ);
    boolean about = aboutNetwork || isAboutConnections(message);
    int from = 0;
    while (from < end) {
      int to = from;
      while (to < end && BETWEEN.indexOf(message.charAt(to)) < 0) {
        to++;
      }
      if (to > from) {
        String found = of(message.substring(from, to), about);
        if (found != null) {
          return found;
        }
      }
      from = to + 1;
    }
    return null;
  }

  /** Of an exception that says nothing but the name of a host. */
  static @Nullable String named(@Nullable String message) {
    if (message == null) {
      return null;
    }
    int end = 0;
    while (end < message.length() && " :".indexOf(message.charAt(end)) < 0) {
      end++;
    }
    String host = host(message.substring(0, end));
    return host;
  }

  // why: without a dot, and where nothing is connected to, row:12 would be a host
  private static boolean isAboutConnections(String message) {
    int length = Math.min(message.length(), MAX_READ);
    for (int i = 0; i + 4 <= length; i++) {
      char c = message.charAt(i);
      if (((c == 'o' || c == 'O') && message.startsWith("nnect", i + 1))
          || ((c == 'h' || c == 'H') && message.startsWith("ost", i + 1))
          || ((c == 's' || c == 'S') && message.startsWith("erver", i + 1))
          || ((c == 'n' || c == 'N') && message.startsWith("ode", i + 1))
          || ((c == 'a' || c == 'A') && message.startsWith("ddress", i + 1))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String of(String word, boolean about) {
    int scheme = word.indexOf("://");
    if (scheme > 0) {
      return authority(word.substring(scheme + 3));
    }
    int oracle = word.startsWith("jdbc:") ? word.indexOf('@') : -1;
    if (oracle > 0) {
      String rest = word.substring(oracle + 1);
      return authority(rest.startsWith("//") ? rest.substring(2) : rest);
    }
    int port = portColon(word);
    if (port < 0) {
      return null;
    }
    String name = word.substring(0, port);
    int slash = name.lastIndexOf('/');
    String host = slash > 0 ? name.substring(0, slash) : name.substring(slash + 1);
    String clean = host(host);
    return clean == null || !isHost(host, about || slash >= 0)
        ? null
        : clean + ':' + digits(word, port + 1);
  }

  private static @Nullable String authority(String rest) {
    int end = 0;
    while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String text = rest.substring(rest.lastIndexOf('@', end - 1) + 1, end);
    int port = portColon(text);
    if (port >= 0) {
      String host = host(text.substring(0, port));
      return host == null ? null : host + ':' + digits(text, port + 1);
    }
    int colon = text.indexOf(':');
    return host(colon < 0 ? text : text.substring(0, colon));
  }

  /** Where the colon before a port is, or -1. */
  private static int portColon(String word) {
    int colon = word.indexOf(':');
    return colon > 0 && !digits(word, colon + 1).isEmpty() ? colon : -1;
  }

  private static String digits(String word, int from) {
    int end = from;
    while (end < word.length() && word.charAt(end) >= '0' && word.charAt(end) <= '9') {
      end++;
    }
    boolean port =
        end - from <= 5 && (end == word.length() || ":/.".indexOf(word.charAt(end)) >= 0);
    return port ? word.substring(from, end) : "";
  }

  private static boolean isHost(String host, boolean about) {
    int dot = host.lastIndexOf('.');
    if (dot < 0) {
      return about || host.equals("localhost");
    }
    String last = host.substring(dot + 1);
    return !FILES.contains(' ' + last + ' ')
        && !last.isEmpty()
        && !Character.isUpperCase(last.charAt(0));
  }

  private static @Nullable String host(String text) {
    boolean letter = false;
    int dots = 0;
    StringBuilder host = new StringBuilder(text.length());
    for (int i = 0; i < text.length() && i < MAX_HOST; i++) {
      char c = text.charAt(i);
      boolean capital = c >= 'A' && c <= 'Z';
      letter |= capital || (c >= 'a' && c <= 'z');
      dots += c == '.' ? 1 : 0;
      boolean good = letter || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
      if (!good || (!capital && !isName(c))) {
        return null;
      }
      host.append(capital ? (char) (c + 32) : c);
    }
    return letter || dots == 3 ? host.toString() : null;
  }

  private static boolean isName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  }
}
