package io.batchmon.agent.telemetry;

import io.batchmon.agent.config.Settings;
import org.jspecify.annotations.Nullable;

/** How the application is called: as set, else as Spring calls it, else as it was started. */
public final class ServiceName {
  private ServiceName() {}

  /** Never empty; the same for every start of the same application. */
  public static String of(Settings settings) {
    return of(settings, Surroundings.ofThisProcess());
  }

  static String of(Settings settings, Surroundings surroundings) {
    String name = settings.text("batchmon.service.name");
    if (name == null) {
      name = settings.text("otel.service.name");
    }
    if (name == null) {
      name = settings.map("otel.resource.attributes").get("service.name");
    }
    if (name == null) {
      name = surroundings.property("spring.application.name");
    }
    if (name == null) {
      name = surroundings.variable("SPRING_APPLICATION_NAME");
    }
    if (name == null) {
      name = ofCommand(surroundings.property("sun.java.command"));
    }
    return name == null ? "unknown_service:java" : name;
  }

  /** {@code jobs} of {@code /opt/jobs.jar --day 1}, {@code Nightly} of {@code com.acme.Nightly}. */
  static @Nullable String ofCommand(@Nullable String command) {
    if (command == null) {
      return null;
    }
    int blank = command.indexOf(' ');
    String first = blank < 0 ? command : command.substring(0, blank);
    if (first.endsWith(".jar")) {
      int slash = Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\'));
      first = first.substring(slash + 1, first.length() - ".jar".length());
    } else {
      first = first.substring(first.lastIndexOf('/') + 1);
      first = first.substring(first.lastIndexOf('.') + 1);
    }
    return first.isEmpty() ? null : first;
  }
}
