package io.batchmon.agent.config;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The agent's own log. WARN and worse go to standard error as one line, since an operator has to
 * act on them; everything that passes the level goes to the file, if one is set. Nothing ever goes
 * to standard output. All of it is redacted. Thread-safe; never throws.
 */
public final class AgentLog {
  /** From the most to the least verbose. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR,
    OFF;

    /** The level of that name in any case, or null. */
    public static @Nullable Level of(String word) {
      for (Level level : values()) {
        if (level.name().equals(word.trim().toUpperCase(Locale.ROOT))) {
          return level;
        }
      }
      return null;
    }
  }

  private final PrintStream stderr;
  private final Level level;
  private final @Nullable Writer file;
  private final @Nullable UnaryOperator<String> redactor;

  private AgentLog(
      PrintStream stderr,
      Level level,
      @Nullable Writer file,
      @Nullable UnaryOperator<String> redactor) {
    this.stderr = stderr;
    this.level = level;
    this.file = file;
    this.redactor = redactor;
  }

  /** A log that knows no settings yet: warnings to this stream. */
  public static AgentLog to(PrintStream stderr) {
    return new AgentLog(stderr, Level.WARN, null, null);
  }

  /**
   * A log with a level and a file to append to; a file that cannot be opened is one warning.
   *
   * @param path of the file, or null for none
   */
  public AgentLog with(Level newLevel, @Nullable String path) {
    if (path == null) {
      return new AgentLog(stderr, newLevel, null, redactor);
    }
    try {
      Writer writer =
          new OutputStreamWriter(new FileOutputStream(path, true), StandardCharsets.UTF_8);
      return new AgentLog(stderr, newLevel, writer, redactor);
    } catch (IOException failure) {
      warn(
          "batchmon.log.file="
              + path
              + " cannot be written ("
              + failure.getMessage()
              + "); logging to standard error only");
      return new AgentLog(stderr, newLevel, null, redactor);
    }
  }

  /** The same log, which hides what the operator asked for as well. */
  public AgentLog redacting(UnaryOperator<String> newRedactor) {
    return new AgentLog(stderr, level, file, newRedactor);
  }

  public boolean isDebug() {
    return level == Level.DEBUG;
  }

  public void debug(String message) {
    log(Level.DEBUG, message, null);
  }

  public void info(String message) {
    log(Level.INFO, message, null);
  }

  public void warn(String message) {
    log(Level.WARN, message, null);
  }

  /** A warning with its cause: in one line on standard error, with the stack trace in the file. */
  public void warn(String message, Throwable failure) {
    log(Level.WARN, message, failure);
  }

  private void log(Level at, String message, @Nullable Throwable failure) {
    if (at.compareTo(level) < 0) {
      return;
    }
    String line = "[batchmon] " + at + " " + oneLine(message);
    if (failure != null) {
      line += " (" + oneLine(String.valueOf(failure)) + ")";
    }
    line = redacted(line);
    if (at.compareTo(Level.WARN) >= 0) {
      stderr.println(line);
    }
    if (file != null) {
      write(file, line, failure);
    }
  }

  // why: no rule is loaded before there is something to say
  private String redacted(String text) {
    return redactor == null ? Redactor.builtIn().apply(text) : redactor.apply(text);
  }

  private static String oneLine(String message) {
    return message.indexOf('\n') < 0 && message.indexOf('\r') < 0
        ? message
        : message.replace('\r', ' ').replace('\n', ' ');
  }

  private void write(Writer file, String line, @Nullable Throwable failure) {
    StringWriter text = new StringWriter();
    text.append(String.valueOf(System.currentTimeMillis())).append(' ').append(line).append('\n');
    if (failure != null) {
      StringWriter stack = new StringWriter();
      failure.printStackTrace(new PrintWriter(stack));
      text.append(redacted(stack.toString()));
    }
    synchronized (file) {
      try {
        file.append(text.getBuffer());
        file.flush();
      } catch (IOException ignored) {
        // why: the disk is full or gone; what an operator must act on is on standard error
      }
    }
  }
}
