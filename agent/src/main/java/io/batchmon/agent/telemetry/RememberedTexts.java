package io.batchmon.agent.telemetry;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Names of jobs, groups and triggers come again with each run, and a healthy run has little else:
 * of short texts the last answers are remembered, each in the one place that its hash says.
 * Confined to one thread.
 */
final class RememberedTexts implements UnaryOperator<String> {
  private static final int PLACES = 256;
  private static final int LONGEST = 64;

  private final UnaryOperator<String> redactor;
  private final @Nullable String[] texts = new String[PLACES];
  private final String[] shown = new String[PLACES];

  RememberedTexts(UnaryOperator<String> redactor) {
    this.redactor = redactor;
  }

  @Override
  public String apply(String text) {
    if (text.length() > LONGEST) {
      return redactor.apply(text);
    }
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    if (!text.equals(texts[place])) {
      shown[place] = redactor.apply(text);
      texts[place] = text;
    }
    return shown[place];
  }
}
