package io.batchmon.agent.telemetry;

import java.util.function.Supplier;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of {@code java.util.logging.Logger} in the libraries packed into the agent: the
 * real one starts the log manager before the application has chosen its own, and prints on the
 * application's standard error. The build rewrites the libraries to this class.
 */
public final class SilentLogger {
  private static final SilentLogger ONLY = new SilentLogger();

  private SilentLogger() {}

  public static SilentLogger getLogger(String name) {
    return ONLY;
  }

  public @Nullable String getName() {
    return null;
  }

  public boolean isLoggable(Level level) {
    return false;
  }

  public void log(Level level, String message) {}

  public void log(Level level, Supplier<String> message) {}

  public void log(Level level, String message, @Nullable Object parameter) {}

  public void log(Level level, String message, Object @Nullable [] parameters) {}

  public void log(Level level, String message, @Nullable Throwable thrown) {}

  public void log(Level level, @Nullable Throwable thrown, Supplier<String> message) {}

  public void severe(String message) {}

  public void warning(String message) {}

  public void info(String message) {}

  public void config(String message) {}

  public void fine(String message) {}

  public void finer(String message) {}

  public void finest(String message) {}
}
