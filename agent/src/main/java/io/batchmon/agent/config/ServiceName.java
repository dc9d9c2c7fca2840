package io.batchmon.agent.config;

import java.io.File;
import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What this JVM's service is called. The same after each deployment and for all arguments. */
public final class ServiceName {
  /** OpenTelemetry's name for a service that nobody named. */
  public static final String UNKNOWN = "unknown_service:java";

  private ServiceName() {}

  /**
   * The name that was set, else Spring's, else that of the jar or main class.
   *
   * @param system the JVM's properties; also read: {@code sun.java.command}, {@code
   *     java.class.path}
   */
  public static String of(Settings settings, Properties system, Map<String, String> environment) {
    String name = settings.text("batchmon.service.name");
    if (name == null) {
      name = settings.text("otel.service.name");
    }
    if (name == null) {
      name = ofResource(settings.text("otel.resource.attributes", ""));
    }
    if (name == null) {
      name = usable(system.getProperty("spring.application.name"));
    }
    if (name == null) {
      name = usable(environment.get("SPRING_APPLICATION_NAME"));
    }
    return name == null
        ? ofCommand(
            system.getProperty("sun.java.command"), system.getProperty("java.class.path", ""))
        : name;
  }

  private static @Nullable String ofResource(String attributes) {
    int at = 0;
    while (at < attributes.length()) {
      int comma = attributes.indexOf(',', at);
      int end = comma < 0 ? attributes.length() : comma;
      int equals = attributes.indexOf('=', at);
      if (equals > 0
          && equals < end
          && attributes.substring(at, equals).trim().equals("service.name")) {
        return usable(decoded(attributes.substring(equals + 1, end)));
      }
      at = end + 1;
    }
    return null;
  }

  private static String decoded(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), "UTF-8");
    } catch (UnsupportedEncodingException | IllegalArgumentException malformed) {
      return value;
    }
  }

  // why: Spring resolves a placeholder long after the agent has started
  private static @Nullable String usable(@Nullable String name) {
    if (name == null || name.trim().isEmpty() || name.contains("${")) {
      return null;
    }
    return name.trim();
  }

  /**
   * Of {@code /opt/billing-1.4.2.jar --date=today} it is {@code billing}, of {@code com.acme.Main
   * today} it is {@code Main}: never an argument.
   *
   * @param classPath begins with the jar's path if the JVM was started with {@code -jar}; Java 8
   *     appends the agent's jar to it
   */
  static String ofCommand(@Nullable String command, String classPath) {
    if (command == null || command.trim().isEmpty()) {
      return UNKNOWN;
    }
    String submitted = SparkMain.of(command);
    if (submitted == null) {
      submitted = FlinkMain.of(command);
    }
    if (submitted != null && !isJar(submitted)) {
      return submitted.substring(submitted.lastIndexOf('.') + 1);
    }
    // why: the path of a jar may contain spaces, so the first space need not end it
    int end = classPath.indexOf(File.pathSeparatorChar);
    String first = end < 0 ? classPath : classPath.substring(0, end);
    boolean isJar = isJar(first) && startsWithWord(command, first);
    int space = command.indexOf(' ');
    String started = submitted;
    if (started == null) {
      started = isJar ? first : space < 0 ? command : command.substring(0, space);
    }
    String last =
        started.substring(Math.max(started.lastIndexOf('/'), started.lastIndexOf('\\')) + 1);
    String name =
        isJar(last)
            ? withoutVersion(last.substring(0, last.length() - ".jar".length()))
            : last.substring(last.lastIndexOf('.') + 1);
    return name.isEmpty() ? UNKNOWN : name;
  }

  private static boolean isJar(String path) {
    return path.endsWith(".jar") || path.endsWith(".war");
  }

  private static boolean startsWithWord(String command, String path) {
    return command.startsWith(path)
        && (command.length() == path.length() || command.charAt(path.length()) == ' ');
  }

  // why: a service that is called differently after each release loses its history
  private static String withoutVersion(String name) {
    for (int i = name.indexOf('-'); i > 0; i = name.indexOf('-', i + 1)) {
      int digits = i + 1;
      while (digits < name.length() && Character.isDigit(name.charAt(digits))) {
        digits++;
      }
      if (digits > i + 1
          && digits + 1 < name.length()
          && name.charAt(digits) == '.'
          && Character.isDigit(name.charAt(digits + 1))) {
        return name.substring(0, i);
      }
    }
    return name;
  }
}
