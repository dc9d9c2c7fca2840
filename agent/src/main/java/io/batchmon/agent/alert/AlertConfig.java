package io.batchmon.agent.alert;

import io.batchmon.agent.config.Settings;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What every alert of this JVM has in common. Immutable. */
final class AlertConfig {
  private static final String TRACE = "batchmon.trace.url";

  private final String environment;
  private final String service;
  private final String host;
  private final @Nullable String serviceVersion;
  private final @Nullable String traceUrl;
  private final @Nullable String onlyLogged;
  private final AlertPolicy policy;
  private final UnaryOperator<String> redactor;

  private AlertConfig(
      Settings settings,
      UnaryOperator<String> redactor,
      String service,
      String environment,
      String host) {
    this.environment = environment;
    this.service = service;
    this.host = host;
    this.redactor = redactor;
    serviceVersion = serviceVersion(settings.text("otel.resource.attributes", ""));
    policy = AlertPolicy.of(settings);
    traceUrl = traceUrl(settings);
    onlyLogged =
        environment.equalsIgnoreCase("development") ? "batchmon.environment is development" : null;
  }

  static AlertConfig of(
      Settings settings,
      UnaryOperator<String> redactor,
      String service,
      String environment,
      String host) {
    return new AlertConfig(settings, redactor, service, environment, host);
  }

  private static @Nullable String traceUrl(Settings settings) {
    String url = settings.text(TRACE);
    if (url == null) {
      return null;
    }
    boolean http = url.startsWith("https://") || url.startsWith("http://");
    if (http && url.contains("{traceId}")) {
      return url;
    }
    settings.malformed(
        TRACE, url, "is no http(s) URL that contains {traceId}", "no link to the trace");
    return null;
  }

  private static @Nullable String serviceVersion(String resourceAttributes) {
    for (String pair : resourceAttributes.split(",", -1)) {
      String trimmed = pair.trim();
      if (trimmed.startsWith("service.version=")) {
        String version = trimmed.substring("service.version=".length()).trim();
        return version.isEmpty() ? null : version;
      }
    }
    return null;
  }

  String environment() {
    return environment;
  }

  String service() {
    return service;
  }

  String host() {
    return host;
  }

  /** Of the application, or null. */
  @Nullable String serviceVersion() {
    return serviceVersion;
  }

  /** Of the trace with this id, or null where there is nothing to link to. */
  @Nullable String traceUrl(String traceId) {
    return traceUrl == null ? null : traceUrl.replace("{traceId}", traceId);
  }

  /** Why alerts are only logged; null where they are sent. */
  @Nullable String onlyLogged() {
    return onlyLogged;
  }

  AlertPolicy policy() {
    return policy;
  }

  UnaryOperator<String> redactor() {
    return redactor;
  }
}
