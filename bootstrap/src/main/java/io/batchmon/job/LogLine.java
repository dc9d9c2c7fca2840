package io.batchmon.job;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A line on its way to the application's log, for {@link JsonLines}. */
public final class LogLine {
  private final long millis;
  private final String level;
  private final @Nullable String logger;
  private final @Nullable String thread;
  private final @Nullable String message;
  private final @Nullable Map<String, ?> mdc;
  private final @Nullable Throwable thrown;

  /**
   * As its framework knows it.
   *
   * @param millis when it was logged, in epoch milliseconds
   * @param level in the framework's own word
   * @param mdc where its run's keys are looked for; null where the framework has none, and the line
   *     is written by the thread that logs it
   */
  public LogLine(
      long millis,
      String level,
      @Nullable String logger,
      @Nullable String thread,
      @Nullable String message,
      @Nullable Map<String, ?> mdc,
      @Nullable Throwable thrown) {
    this.millis = millis;
    this.level = level;
    this.logger = logger;
    this.thread = thread;
    this.message = message;
    this.mdc = mdc;
    this.thrown = thrown;
  }

  public long millis() {
    return millis;
  }

  public String level() {
    return level;
  }

  public @Nullable String logger() {
    return logger;
  }

  public @Nullable String thread() {
    return thread;
  }

  public @Nullable String message() {
    return message;
  }

  /** What the line carries under this key, or null. */
  public @Nullable String key(String name) {
    if (mdc == null) {
      LogKeys keys = LogLines.keys();
      return keys == null ? null : keys.asMap().get(name);
    }
    Object value = mdc.get(name);
    return value == null ? null : value.toString();
  }

  public @Nullable Throwable thrown() {
    return thrown;
  }
}
