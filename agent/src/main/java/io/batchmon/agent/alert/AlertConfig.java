package io.batchmon.agent.alert;

import io.batchmon.agent.config.Settings;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What every alert of this JVM has in common. Immutable. */
final class AlertConfig {
  private static final String POLICY = "batchmon.alert.policy";

  /** When what is decided is told. */
  enum Delivering {
    /** Never: it is written to the log. */
    LOGGED,
    /** WARNING and up, every five minutes in one message. */
    DIGESTED,
    AT_ONCE
  }

  private final String environment;
  private final String service;
  private final String host;
  private final @Nullable String serviceVersion;
  private final @Nullable TraceLink traceLink;
  private final Delivering delivering;
  private final @Nullable String onlyLogged;
  private final AlertPolicy policy;
  private final JobRules rules;
  private final List<TimeWindow> maintenance;
  private final @Nullable DailyTime digest;
  private final UnaryOperator<String> redactor;
  private final FingerprintRules fingerprintRules;

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
    traceLink = TraceLink.of(settings);
    rules = JobRules.of(settings);
    maintenance = JobRule.windows(settings, "batchmon.maintenance", null);
    digest = DailyTime.of(settings, "batchmon.alert.digest");
    delivering = deliveringOf(policyName(settings, environment));
    fingerprintRules = FingerprintRules.of(settings);
    onlyLogged =
        delivering != Delivering.LOGGED
            ? null
            : settings.text(POLICY) == null
                ? "batchmon.environment is development"
                : POLICY + " is development";
  }

  private static String policyName(Settings settings, String environment) {
    String own = isPolicy(environment) ? environment.toLowerCase(Locale.ROOT) : "production";
    String named = settings.text(POLICY);
    if (named == null || isPolicy(named)) {
      return named == null ? own : named.toLowerCase(Locale.ROOT);
    }
    settings.malformed(POLICY, "is none of development, staging, production", own);
    return own;
  }

  private static boolean isPolicy(String name) {
    return name.equalsIgnoreCase("development")
        || name.equalsIgnoreCase("staging")
        || name.equalsIgnoreCase("production");
  }

  private static Delivering deliveringOf(String policyName) {
    return policyName.equals("development")
        ? Delivering.LOGGED
        : policyName.equals("staging") ? Delivering.DIGESTED : Delivering.AT_ONCE;
  }

  static AlertConfig of(
      Settings settings,
      UnaryOperator<String> redactor,
      String service,
      String environment,
      String host) {
    return new AlertConfig(settings, redactor, service, environment, host);
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
    return traceLink == null ? null : traceLink.to(traceId);
  }

  /** Why alerts are only logged; null where they are sent. */
  @Nullable String onlyLogged() {
    return onlyLogged;
  }

  /** Epoch milliseconds of the next daily digest after a moment; {@link Long#MAX_VALUE} if none. */
  long nextDigestMillis(long now) {
    return digest == null ? Long.MAX_VALUE : digest.nextMillis(now);
  }

  Delivering delivering() {
    return delivering;
  }

  JobRules rules() {
    return rules;
  }

  /** Windows that hold for every job. */
  List<TimeWindow> maintenance() {
    return maintenance;
  }

  AlertPolicy policy() {
    return policy;
  }

  FingerprintRules fingerprintRules() {
    return fingerprintRules;
  }

  UnaryOperator<String> redactor() {
    return redactor;
  }
}
