package io.batchmon.agent.propagation;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.RemoteParent;
import io.batchmon.agent.run.Runs;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One process on the way of a trace: real runs with these settings. */
final class Crossing {
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  final Propagation propagation;
  private final Runs runs;

  private Crossing(Map<String, Settings.Value> values) {
    AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));
    propagation = Propagation.of(new Settings(values, log));
    runs =
        new Runs(
            Clock.SYSTEM,
            List.of(),
            (observer, failure) -> {
              throw new AssertionError(failure);
            });
    runs.propagate(propagation);
  }

  /** Names and values of settings in turn. */
  static Crossing with(String... settings) {
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      named.put(settings[i], settings[i + 1]);
    }
    return with(named);
  }

  static Crossing with(Map<String, String> settings) {
    Map<String, Settings.Value> values = new LinkedHashMap<>();
    settings.forEach((name, value) -> values.put(name, new Settings.Value(value, "test")));
    return new Crossing(values);
  }

  /** Headers by their name in lower case, as {@link io.batchmon.job.JobRun#headers} wants them. */
  String[] values(Map<String, String> headers) {
    String[] names = propagation.incoming();
    String[] values = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      values[i] = headers.get(names[i]);
    }
    return values;
  }

  RemoteParent extract(Map<String, String> headers) {
    return propagation.extract(values(headers));
  }

  /** A request with these headers began. */
  ActiveRun request(Map<String, String> headers) {
    JobRun request =
        JobRun.builder(RunKind.REQUEST, JobName.of("http", "GET")).headers(values(headers)).build();
    ActiveRun began = (ActiveRun) runs.begin(request, null, null);
    began.end(RunResult.succeeded());
    return began;
  }

  /** A job began, with nothing around it. */
  ActiveRun job() {
    ActiveRun job =
        (ActiveRun)
            runs.begin(
                JobRun.builder(RunKind.JOB, JobName.of("quartz", "nightly")).byScheduler().build(),
                null,
                null);
    job.end(RunResult.succeeded());
    return job;
  }

  /** What a call is given that such a request makes. */
  Map<String, String> passedOn(Map<String, String> headers) {
    ActiveRun request = request(headers);
    Object before = runs.attach(request);
    OpenRun call = runs.begin(JobRun.of(RunKind.CALL, JobName.of("http", "GET")), null, null);
    Map<String, String> sent = outgoing((ActiveRun) call);
    call.end(RunResult.succeeded());
    runs.restore(before);
    return sent;
  }

  /** By name in lower case. */
  Map<String, String> outgoing(ActiveRun run) {
    Map<String, String> sent = new LinkedHashMap<>();
    String[] headers = runs.outgoingHeaders(run);
    for (int i = 0; i < headers.length; i += 2) {
      sent.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
    }
    return sent;
  }

  static String traceId(ActiveRun run) {
    return hex(run.traceIdHigh()) + hex(run.traceIdLow());
  }

  static String traceId(RemoteParent parent) {
    return hex(parent.traceIdHigh()) + hex(parent.traceIdLow());
  }

  static String hex(long value) {
    return String.format("%016x", value);
  }

  String stderr() {
    return stderr.toString(StandardCharsets.UTF_8);
  }
}
