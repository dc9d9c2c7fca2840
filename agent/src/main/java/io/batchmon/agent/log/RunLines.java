package io.batchmon.agent.log;

import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.LogTail;
import io.batchmon.agent.run.LoggedLine;
import io.batchmon.agent.run.RunObserver;
import io.batchmon.agent.run.Runs;
import io.batchmon.job.LogKeys;
import io.batchmon.job.LogLines;
import io.batchmon.job.LogListener;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind {@link LogLines} from the first run of the JVM on: gives lines the keys of the run
 * they are logged in, keeps the last of each job for its alert, and passes on what is to be
 * exported.
 */
public final class RunLines implements RunObserver, LogListener {
  private static final int NEVER = Integer.MAX_VALUE;
  private static final int MOST_KEPT = 100;

  private final Clock clock;
  private final LineExport export;
  private final int kept;
  private final int exportedFrom;
  private final int wantedFrom;
  private volatile @Nullable Runs runs;
  private volatile boolean listening;

  /** As the settings say; a value that cannot be used is one warning. */
  public RunLines(Settings settings, Clock clock, LineExport export) {
    this.clock = clock;
    this.export = export;
    this.kept = (int) settings.number("batchmon.logs.tail", 20, 0, MOST_KEPT);
    this.exportedFrom =
        severity(settings.word("batchmon.logs.export", "none", "error", "warn", "info"));
    this.wantedFrom = Math.min(kept > 0 ? LogLines.INFO : NEVER, exportedFrom);
  }

  private static int severity(String word) {
    switch (word) {
      case "error":
        return LogLines.ERROR;
      case "warn":
        return LogLines.WARN;
      case "info":
        return LogLines.INFO;
      default:
        return NEVER;
    }
  }

  /** Of these runs; called before the first of them begins. */
  public void of(Runs newRuns) {
    runs = newRuns;
  }

  @Override
  public void started(ActiveRun run) {
    if (!listening) {
      listening = true;
      LogLines.listen(this);
    }
  }

  @Override
  public void ended(ActiveRun run) {}

  private @Nullable ActiveRun current() {
    Runs all = runs;
    return all == null ? null : all.current();
  }

  @Override
  public @Nullable LogKeys keys() {
    ActiveRun run = current();
    if (run == null) {
      return null;
    }
    LogKeys keys = run.logKeys();
    if (keys == null) {
      keys = KeysOfRun.of(run);
      run.logKeys(keys);
    }
    return keys;
  }

  @Override
  public boolean wants(int severity) {
    return severity >= wantedFrom && current() != null;
  }

  @Override
  public void logged(
      String system,
      int severity,
      @Nullable String logger,
      @Nullable String message,
      @Nullable Throwable thrown) {
    ActiveRun run = current();
    if (run == null) {
      return;
    }
    LoggedLine line =
        LoggedLine.of(system, clock.currentMillis(), severity, logger, message, thrown);
    LogTail tail = tailOf(run);
    if (tail != null) {
      LoggedLine before = tail.last();
      if (before != null && line.isAgain(before)) {
        return;
      }
      tail.add(line);
    }
    if (severity >= exportedFrom) {
      export.logged(run, line, thrown);
    }
  }

  private @Nullable LogTail tailOf(ActiveRun run) {
    ActiveRun job = run.outermostJob();
    return job == null || kept == 0 ? null : job.logTail(kept);
  }
}
