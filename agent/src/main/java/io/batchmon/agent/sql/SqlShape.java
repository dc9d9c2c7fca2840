package io.batchmon.agent.sql;

import org.jspecify.annotations.Nullable;

/**
 * What statements have in common that differ in their values alone: the text with a question mark
 * in place of each value. Two are equal if their texts are. Immutable.
 */
public final class SqlShape {
  private final String text;
  private final String summary;
  private final @Nullable String operation;
  private final int hash;

  SqlShape(String text, String summary, @Nullable String operation) {
    this.text = text;
    this.summary = summary;
    this.operation = operation;
    this.hash = text.hashCode();
  }

  /** Without values and comments, cut where it is long or where dialects read it differently. */
  public String text() {
    return text;
  }

  /** Operation and tables, such as {@code SELECT orders}; empty where nothing is understood. */
  public String summary() {
    return summary;
  }

  /** Such as {@code SELECT}; null where it is none that is known. */
  public @Nullable String operation() {
    return operation;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof SqlShape
            && hash == ((SqlShape) other).hash
            && text.equals(((SqlShape) other).text));
  }

  @Override
  public String toString() {
    return text;
  }
}
