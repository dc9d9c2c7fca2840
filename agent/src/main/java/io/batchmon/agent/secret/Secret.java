package io.batchmon.agent.secret;

import io.batchmon.agent.config.Settings;
import org.jspecify.annotations.Nullable;

/**
 * A URL, a token or a key that must not be shown anywhere. Asked by the alert thread alone; may
 * take seconds, does not throw.
 */
public abstract class Secret {
  /** The secret of this setting, or null if it is not set. */
  public static @Nullable Secret of(Settings settings, String name) {
    String text = settings.text(name);
    return text == null ? null : of(text);
  }

  /** One that is at hand. */
  public static Secret of(String text) {
    return new Secret() {
      @Override
      public String value() {
        return text;
      }
    };
  }

  /** Null if it cannot be had now. */
  public abstract @Nullable String value();

  /** Asks its source again, for the value was refused; whether there is another value now. */
  public boolean refresh() {
    return false;
  }

  /** Never the value. */
  @Override
  public final String toString() {
    return "***";
  }
}
