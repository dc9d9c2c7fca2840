package io.batchmon.agent.run;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A line that the application logged in a run, as text: nothing that pins a class loader. Made in
 * the thread that logs, so a message of usual length is kept as it is and not copied.
 */
public final class LoggedLine {
  /** Longer messages are cut, before anything is redacted: see {@link #isCut}. */
  public static final int LONGEST = 2000;

  private final String system;
  private final long millis;
  private final int severity;
  private final String logger;
  private final String message;
  private final boolean cut;
  private final @Nullable String thrown;
  private final String thread;
  private volatile boolean passedOn;

  private LoggedLine(
      String system,
      long millis,
      int severity,
      String logger,
      String message,
      boolean cut,
      @Nullable String thrown,
      String thread) {
    this.system = system;
    this.millis = millis;
    this.severity = severity;
    this.logger = logger;
    this.message = message;
    this.cut = cut;
    this.thrown = thrown;
    this.thread = thread;
  }

  /**
   * Logged by the calling thread.
   *
   * @param system the framework that says so
   * @param thrown of which type and message are kept, or null
   */
  public static LoggedLine of(
      String system,
      long millis,
      int severity,
      @Nullable String logger,
      @Nullable String message,
      @Nullable Throwable thrown) {
    String text = message == null ? "" : message;
    boolean cut = text.length() > LONGEST;
    return new LoggedLine(
        system,
        millis,
        severity,
        logger == null ? "" : logger,
        cut ? text.substring(0, LONGEST) : text,
        cut,
        thrown == null ? null : textOf(thrown),
        Thread.currentThread().getName());
  }

  private static String textOf(Throwable thrown) {
    String type = thrown.getClass().getName();
    try {
      String message = thrown.getMessage();
      return message == null || message.isEmpty()
          ? type
          : type + ": " + message.substring(0, Math.min(LONGEST, message.length()));
    } catch (RuntimeException noMessage) {
      // why: getMessage is the application's
      return type;
    }
  }

  /**
   * Whether this is that line once more, seen by another framework that it was passed on to. To be
   * asked once, since a line is passed on once and may well be logged again.
   */
  public boolean isAgain(LoggedLine before) {
    if (before.passedOn
        || system.equals(before.system)
        || !message.equals(before.message)
        || !thread.equals(before.thread)) {
      return false;
    }
    before.passedOn = true;
    return true;
  }

  /** As it may be shown. */
  public LoggedLine shown(UnaryOperator<String> redactor) {
    String text = redactor.apply(message);
    return new LoggedLine(
        system,
        millis,
        severity,
        redactor.apply(logger),
        cut ? text.substring(0, Math.max(0, text.length() - LONGEST / 10)) : text,
        cut,
        thrown == null ? null : redactor.apply(thrown),
        redactor.apply(thread));
  }

  /** Epoch milliseconds. */
  public long millis() {
    return millis;
  }

  /** As OpenTelemetry numbers them. */
  public int severity() {
    return severity;
  }

  /** TRACE, DEBUG, INFO, WARN, ERROR or FATAL. */
  public String level() {
    return severity >= 21
        ? "FATAL"
        : severity >= 17
            ? "ERROR"
            : severity >= 13 ? "WARN" : severity >= 9 ? "INFO" : severity >= 5 ? "DEBUG" : "TRACE";
  }

  /** Empty where it has no name. */
  public String logger() {
    return logger;
  }

  public String message() {
    return message;
  }

  /**
   * Whether the end of the message is missing, and with it perhaps the half of a secret: {@link
   * #shown} therefore takes a tenth more off.
   */
  public boolean isCut() {
    return cut;
  }

  /** Type and message of what was thrown, or null. */
  public @Nullable String thrown() {
    return thrown;
  }

  /** The name of the thread that logged it. */
  public String thread() {
    return thread;
  }

  @Override
  public String toString() {
    return level() + ' ' + logger + ' ' + message;
  }
}
