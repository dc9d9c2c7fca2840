package io.batchmon.instrumentation.testing;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.LogKeys;
import io.batchmon.job.LogLines;
import io.batchmon.job.LogListener;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Stands behind {@link LogLines} in the tests of a logging framework, beside a {@link RecordedRuns}
 * of the same instrumentation: gives each run keys of its own and remembers the lines told of.
 */
public final class RecordedLines implements BeforeEachCallback, AfterEachCallback, LogListener {
  private static final long LIMIT_SECONDS = 30;

  private final RecordedRuns runs;
  private final Map<OpenRun, LogKeys> keys = new ConcurrentHashMap<>();
  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
  private volatile int least = LogLines.INFO;

  private RecordedLines(RecordedRuns runs) {
    this.runs = runs;
  }

  /** A line that advice told of. */
  public record Line(
      String system,
      int severity,
      @Nullable String logger,
      @Nullable String message,
      @Nullable Throwable thrown) {}

  /** Keys for the runs of this recorder. */
  public static RecordedLines of(RecordedRuns runs) {
    return new RecordedLines(runs);
  }

  /** What is to be done may throw. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  /** Works inside a job of this name, and returns the keys that its lines should carry. */
  public LogKeys in(String job, Work work) throws Exception {
    OpenRun run = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", job)));
    try {
      LogKeys inside = Objects.requireNonNull(LogLines.keys(), "no keys in a run");
      work.run();
      return inside;
    } finally {
      JobRuns.end(run, RunResult.succeeded());
      runs.take().succeeded();
    }
  }

  /** The next line that advice told of; waits for it. */
  public Line take() {
    try {
      Line line = lines.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("no line was told of: is the hook's method really called?");
      }
      return line;
    } catch (InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  /** All lines told of so far that were not taken. */
  public List<Line> rest() {
    List<Line> all = new ArrayList<>();
    lines.drainTo(all);
    return all;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    lines.clear();
    keys.clear();
    least = LogLines.INFO;
    LogLines.listen(this);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    LogLines.listen(null);
  }

  @Override
  public @Nullable LogKeys keys() {
    OpenRun run = JobRuns.current();
    return run == null ? null : keys.computeIfAbsent(run, RecordedLines::keysOf);
  }

  private static LogKeys keysOf(OpenRun run) {
    String[] ids = JobRuns.outgoingHeaders(run)[1].split("-", -1);
    return new LogKeys(
        LogKeys.TRACE_ID, ids[1],
        LogKeys.SPAN_ID, ids[2],
        LogKeys.TRACE_FLAGS, ids[3],
        LogKeys.JOB_NAME, "nightly",
        LogKeys.JOB_RUN_ID, "run-" + ids[2]);
  }

  /** From now on in this test, lines from this severity on are asked for; INFO otherwise. */
  public void want(int severity) {
    least = severity;
  }

  @Override
  public boolean wants(int severity) {
    return severity >= least && JobRuns.current() != null;
  }

  @Override
  public void logged(
      String system,
      int severity,
      @Nullable String logger,
      @Nullable String message,
      @Nullable Throwable thrown) {
    lines.add(new Line(system, severity, logger, message, thrown));
  }
}
