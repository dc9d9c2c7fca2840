package io.batchmon.job;

import org.jspecify.annotations.Nullable;

/**
 * The door for the text of log lines, where the operator wants them in a format that the
 * application has not configured. No method throws.
 */
public final class JsonLines {
  private static final ThreadLocal<String> PENDING = new ThreadLocal<>();

  private static volatile @Nullable LogFormat format;

  private JsonLines() {}

  /** From now on lines look like this; null: as they are configured. */
  public static void format(@Nullable LogFormat newFormat) {
    format = newFormat;
  }

  /** The text of the line, or null: as it is configured. */
  public static @Nullable String textOf(LogLine line) {
    LogFormat behind = format;
    if (behind == null) {
      return null;
    }
    try {
      return behind.textOf(line);
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "log format");
      return null;
    }
  }

  /**
   * The calling thread is about to write this line: until {@link #end}, {@link #pending} is its
   * text.
   *
   * @return null if it is to be written as configured, and {@link #end} need not be called
   */
  public static @Nullable Object begin(LogLine line) {
    String text = textOf(line);
    if (text != null) {
      PENDING.set(text);
    }
    return text;
  }

  /** The text of the line that the calling thread is writing, or null. */
  public static @Nullable String pending() {
    return PENDING.get();
  }

  /** The calling thread has written its line. */
  public static void end() {
    PENDING.remove();
  }
}
