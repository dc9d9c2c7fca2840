package io.batchmon.agent.telemetry;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.Runs;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;

/** Real runs, observed by a real {@link Telemetry} with these settings. */
final class TestRuns {
  static final Duration LIMIT = Duration.ofSeconds(20);

  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));
  private final List<Throwable> failures = new ArrayList<>();
  final Telemetry telemetry;
  final Runs runs;

  private TestRuns(Clock clock, UnaryOperator<String> redactor, String... settings) {
    Settings all = settings(log, settings);
    Surroundings nowhere =
        new Surroundings(Map.of(), new Properties(), new File("/nonexistent"), "http://localhost");
    telemetry = new Telemetry(all, log, clock, redactor, new ResourceAttributes(all, nowhere));
    runs = new Runs(clock, List.of(telemetry), (observer, failure) -> failures.add(failure));
  }

  /** Names and values in turn. */
  static TestRuns with(String... settings) {
    return new TestRuns(Clock.SYSTEM, UnaryOperator.identity(), settings);
  }

  static TestRuns with(Clock clock, UnaryOperator<String> redactor, String... settings) {
    return new TestRuns(clock, redactor, settings);
  }

  static Settings settings(AgentLog log, String... namesAndValues) {
    Map<String, Settings.Value> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], new Settings.Value(namesAndValues[i + 1], "test"));
    }
    return new Settings(values, log);
  }

  OpenRun begin(String job) {
    return begin(JobRun.of(RunKind.JOB, JobName.of("quartz", "billing", job)));
  }

  OpenRun begin(JobRun run) {
    return runs.begin(run, null, null);
  }

  void succeed(String job) {
    begin(job).end(RunResult.succeeded());
  }

  void fail(String job, Throwable failure) {
    begin(job).end(RunResult.failed(failure));
  }

  FlushReport flush(Duration limit) {
    return telemetry.flush(limit.toNanos());
  }

  FlushReport flush() {
    return flush(LIMIT);
  }

  /** What an operator would see. */
  String stderr() {
    return stderr.toString(StandardCharsets.UTF_8);
  }

  List<Throwable> failures() {
    return failures;
  }
}
