package io.batchmon.agent.redact;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Classes of text that are hidden. All but {@link #IP} are unless the operator says otherwise. */
public enum Sensitive {
  /** Passwords, tokens, keys; always hidden. */
  SECRET,
  /** Payment cards, by issuer, length and check digit. */
  CARD,
  /** Bank accounts, by country, length and check digits. */
  IBAN,
  /** National identity, tax and social security numbers. */
  ID,
  EMAIL,
  PHONE,
  /** Addresses of machines; what an operator needs to find one, so shown unless asked. */
  IP;

  /** As the operator writes it, such as {@code email}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The class of that word, or null. */
  public static @Nullable Sensitive of(String word) {
    for (Sensitive kind : values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    return null;
  }
}
