package io.batchmon.agent.secret;

import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.aws.AwsClient;
import io.batchmon.agent.aws.Json;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Clock;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The secret that a setting holds or names: {@code file:/path}, {@code env:NAME}, {@code
 * secretsmanager:id}, {@code ssm:/path} or the ARN of either, each with {@code #field} where it is
 * JSON; anything else is the secret itself. In such a place, {@code {environment}} stands for the
 * environment's name. Read when it is needed, by the threads of alerts, which may wait for it.
 * Thread-safe.
 */
public final class Secret {
  private static final String WEBHOOK_URL = "batchmon.slack.webhook.url";
  private static final String WEBHOOK_SECRET = "batchmon.slack.webhook.secret";
  private static final long BETWEEN_REFRESHES_NANOS = 60_000_000_000L;

  private final String setting;
  private final SecretSource source;
  private final String defaultField;
  private final Map<String, String> environment;
  private final @Nullable AwsClient aws;
  private final Clock clock;
  private @Nullable String document;
  private @Nullable String value;
  private boolean refreshed;
  private long refreshedNanos;

  Secret(
      String setting,
      SecretSource source,
      String defaultField,
      Map<String, String> environment,
      @Nullable AwsClient aws,
      Clock clock) {
    this.setting = setting;
    this.source = source;
    this.defaultField = defaultField;
    this.environment = environment;
    this.aws = aws;
    this.clock = clock;
  }

  /**
   * The secret of a setting; null if it is not set. Reads nothing but the setting. {@code
   * batchmon.slack.webhook.url} may also be given as {@code batchmon.slack.webhook.secret}.
   */
  public static @Nullable Secret of(Settings settings, String name) {
    return of(settings, name, System.getenv(), null, Clock.SYSTEM);
  }

  /** A secret that is at hand. */
  public static Secret of(String text) {
    return new Secret(
        "", SecretSource.itself(text), "", Collections.emptyMap(), null, Clock.SYSTEM);
  }

  static @Nullable Secret of(
      Settings settings,
      String name,
      Map<String, String> environment,
      @Nullable AwsClient aws,
      Clock clock) {
    String text = settings.text(name);
    String setting = name;
    boolean isSecretsManager = false;
    if (text == null && name.equals(WEBHOOK_URL)) {
      setting = WEBHOOK_SECRET;
      text = settings.text(setting);
      isSecretsManager = true;
    }
    if (text == null) {
      return null;
    }
    String place =
        text.replace("{environment}", settings.text("batchmon.environment", "development"));
    SecretSource source =
        isSecretsManager ? SecretSource.ofSecretsManager(place) : SecretSource.of(place);
    if (!source.isReference()) {
      source = SecretSource.itself(text);
    }
    return new Secret(setting, source, fieldOf(name), environment, aws, clock);
  }

  // batchmon.slack.webhook.url is webhook_url, batchmon.pagerduty.routing.key is routing_key
  private static String fieldOf(String name) {
    int area = name.indexOf('.', "batchmon.".length());
    return name.substring(area + 1).replace('.', '_').replace('-', '_');
  }

  /** Whether such a text names a place, and is not the secret itself. */
  public static boolean isReference(String text) {
    return SecretSource.of(text).isReference();
  }

  /** Whether the secret is kept elsewhere, so that {@link #refresh} can find another one. */
  public boolean isReference() {
    return source.isReference();
  }

  /** The setting that it comes from; empty if it comes from none. */
  public String setting() {
    return setting;
  }

  /**
   * The secret; fetched the first time, and again after a fetch that failed.
   *
   * @throws SecretException with what a delivery that needs it has come to
   */
  public synchronized String value() throws SecretException {
    String known = value;
    if (known != null) {
      return known;
    }
    try {
      return read();
    } catch (SecretException unavailable) {
      // why: who is told so asks for a refresh at once, which would find the same
      refreshed = true;
      refreshedNanos = clock.nanoTime();
      throw unavailable;
    }
  }

  /**
   * What stands beside the secret in the same JSON document, such as {@code channel}; null if there
   * is nothing, or the secret was not read yet.
   */
  public synchronized @Nullable String beside(String field) {
    return document == null ? null : Json.text(document, field);
  }

  /**
   * Reads the secret again, at most once a minute: for a server that refuses it.
   *
   * @return whether there is another one now
   */
  public synchronized boolean refresh() {
    long now = clock.nanoTime();
    if (!isReference() || (refreshed && now - refreshedNanos < BETWEEN_REFRESHES_NANOS)) {
      return false;
    }
    refreshed = true;
    refreshedNanos = now;
    String before = value;
    try {
      return !read().equals(before);
    } catch (SecretException unavailable) {
      // why: the one at hand may be good again; what is wrong with the place is said at the next
      // start
      return false;
    }
  }

  private String read() throws SecretException {
    String text = source.read(environment, aws);
    if (!isReference()) {
      value = text;
      return text;
    }
    boolean isJson = text.startsWith("{");
    String field = source.field();
    if (!isJson && field != null) {
      throw unusable("is no JSON object, so that it has no field " + field);
    }
    String found = isJson ? Json.text(text, field == null ? defaultField : field) : text;
    if (found == null || found.trim().isEmpty()) {
      throw unusable(
          isJson
              ? "has no text in the field " + (field == null ? defaultField : field)
              : "is empty");
    }
    document = isJson ? text : null;
    value = found.trim();
    return found.trim();
  }

  private SecretException unusable(String what) {
    return new SecretException(
        Delivery.closed(this + " " + what + "; correct it, or what " + setting + " says"));
  }

  /** Where it is kept; never the secret. */
  @Override
  public String toString() {
    return isReference() || setting.isEmpty() ? source.toString() : "the value of " + setting;
  }
}
