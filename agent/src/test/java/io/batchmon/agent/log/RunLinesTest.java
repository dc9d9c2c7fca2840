package io.batchmon.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.Hex;
import io.batchmon.agent.run.LoggedLine;
import io.batchmon.agent.run.RunObserver;
import io.batchmon.agent.run.Runs;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.LogKeys;
import io.batchmon.job.LogLines;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What lines carry, which of them are kept and for how long. */
class RunLinesTest {
  private final List<String> exported = new ArrayList<>();
  private final List<LoggedLine> tailAtEnd = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private Runs runs = started(Map.of());

  private Runs started(Map<String, String> values) {
    Map<String, Settings.Value> settings = new HashMap<>();
    values.forEach((name, value) -> settings.put(name, new Settings.Value(value, "test")));
    RunLines lines =
        new RunLines(
            new Settings(settings, AgentLog.to(System.err)),
            Clock.SYSTEM,
            (run, line, thrown) -> exported.add(line + " " + thrown));
    RunObserver remembers =
        new RunObserver() {
          @Override
          public void started(ActiveRun run) {}

          @Override
          public void ended(ActiveRun run) {
            tailAtEnd.clear();
            tailAtEnd.addAll(run.loggedLines());
          }
        };
    Runs made =
        new Runs(
            Clock.SYSTEM,
            List.of(lines, remembers),
            (where, failure) -> failures.add(where + failure));
    lines.of(made);
    return made;
  }

  @AfterEach
  void stop() {
    LogLines.listen(null);
    assertThat(failures).isEmpty();
  }

  private ActiveRun begin(RunKind kind, String system, String name) {
    return (ActiveRun) runs.begin(JobRun.of(kind, JobName.of(system, name)), null, null);
  }

  private ActiveRun job(String name) {
    return begin(RunKind.JOB, "quartz", name);
  }

  private static void info(String message) {
    LogLines.logged("logback", LogLines.INFO, "com.acme.Invoices", message, null);
  }

  private List<String> messagesAtEnd() {
    return tailAtEnd.stream().map(LoggedLine::message).toList();
  }

  @Test
  void beforeTheFirstRunNobodyListens() {
    assertThat(LogLines.keys()).isNull();
    assertThat(LogLines.wants(LogLines.ERROR)).isFalse();
  }

  @Test
  void lineOfAJobCarriesItsSpanAndItsName() {
    ActiveRun run =
        (ActiveRun)
            runs.begin(
                JobRun.of(RunKind.JOB, JobName.of("quartz", "billing", "nightly")), null, null);
    LogKeys keys = LogLines.keys();
    LogKeys again = LogLines.keys();
    run.end(RunResult.succeeded());

    assertThat(keys).isSameAs(again);
    assertThat(keys.asMap())
        .containsExactly(
            Map.entry("trace_id", Hex.of(run.traceIdHigh()) + Hex.of(run.traceIdLow())),
            Map.entry("span_id", Hex.of(run.spanId())),
            Map.entry("trace_flags", "01"),
            Map.entry("job_name", "billing.nightly"),
            Map.entry("job_run_id", run.runId()));
    assertThat(LogLines.keys()).isNull();
  }

  @Test
  void lineOfAStepCarriesItsSpanAndTheJobAroundIt() {
    ActiveRun job = job("nightly");
    ActiveRun step = begin(RunKind.STEP, "quartz", "load");
    Map<String, String> keys = LogLines.keys().asMap();
    step.end(RunResult.succeeded());
    job.end(RunResult.succeeded());

    assertThat(keys)
        .containsEntry("span_id", Hex.of(step.spanId()))
        .containsEntry("trace_id", Hex.of(job.traceIdHigh()) + Hex.of(job.traceIdLow()))
        .containsEntry("job_name", "nightly")
        .containsEntry("job_run_id", job.runId());
  }

  @Test
  void lineOfARequestCarriesTheIdThatItBrought() {
    OpenRun request =
        runs.begin(
            JobRun.builder(RunKind.REQUEST, JobName.of("http", "GET /orders"))
                .attribute("http.request.header.x-request-id", "r-17\nERROR forged")
                .build(),
            null,
            null);
    Map<String, String> outside = LogLines.keys().asMap();
    ActiveRun job = job("nightly");
    Map<String, String> inside = LogLines.keys().asMap();
    job.end(RunResult.succeeded());
    request.end(RunResult.succeeded());

    assertThat(outside)
        .containsEntry("request_id", "r-17 ERROR forged")
        .doesNotContainKey("job_name");
    assertThat(inside)
        .containsEntry("request_id", "r-17 ERROR forged")
        .containsEntry("job_name", "nightly");
  }

  @Test
  void nameThatBreaksLinesIsOneLine() {
    ActiveRun run = job("a\nERROR b\u2028c\u0000" + "d".repeat(500));
    Map<String, String> keys = LogLines.keys().asMap();
    run.end(RunResult.succeeded());

    assertThat(keys.get("job_name")).startsWith("a ERROR b c d").hasSize(200);
  }

  @Test
  void lastLinesOfAJobItsStepsAndItsOtherThreadsAreKeptUntilItEnds() {
    ActiveRun job = job("nightly");
    info("first");
    ActiveRun step = begin(RunKind.STEP, "quartz", "load");
    info("in the step");
    step.end(RunResult.succeeded());
    CompletableFuture.runAsync(
            () -> {
              Object before = runs.attach(job);
              info("in a pool");
              runs.restore(before);
            })
        .join();
    LogLines.logged("logback", LogLines.DEBUG, "com.acme", "never wanted", null);
    assertThat(LogLines.wants(LogLines.INFO)).isTrue();
    assertThat(LogLines.wants(LogLines.DEBUG)).isFalse();
    job.end(RunResult.failed(new IllegalStateException("closed")));

    assertThat(messagesAtEnd()).contains("first", "in the step", "in a pool");
    assertThat(job.loggedLines()).isEmpty();
  }

  @Test
  void ofManyLinesTheLastTwentyAreKept() {
    ActiveRun job = job("nightly");
    for (int i = 1; i <= 1000; i++) {
      info("line " + i);
    }
    job.end(RunResult.failed(new IllegalStateException("closed")));

    assertThat(messagesAtEnd()).hasSize(20).startsWith("line 981").endsWith("line 1000");
  }

  @Test
  void jobInsideAJobHasTheLinesSinceItBegan() throws InterruptedException {
    ActiveRun outer = job("all");
    info("before");
    long begun = System.currentTimeMillis();
    while (System.currentTimeMillis() == begun) {
      Thread.onSpinWait();
    }
    ActiveRun inner = job("one");
    info("inside");
    inner.end(RunResult.failed(new IllegalStateException("closed")));
    List<String> ofInner = messagesAtEnd();
    outer.end(RunResult.failed(new IllegalStateException("closed")));

    assertThat(ofInner).containsExactly("inside");
    assertThat(messagesAtEnd()).containsExactly("before", "inside");
  }

  @Test
  void lineLoggedAfterTheEndIsKeptByNobody() {
    ActiveRun job = job("nightly");
    job.end(RunResult.succeeded());
    Object before = runs.attach(job);
    info("late");
    Map<String, String> keys = LogLines.keys().asMap();
    runs.restore(before);

    assertThat(job.loggedLines()).isEmpty();
    assertThat(keys).containsEntry("job_run_id", job.runId());
  }

  @Test
  void lineThatPassesTwoFrameworksIsOne() {
    runs = started(Map.of("batchmon.logs.export", "info"));
    ActiveRun job = job("nightly");
    LogLines.logged("jul", LogLines.INFO, "com.acme", "loaded", null);
    LogLines.logged("logback", LogLines.INFO, "com.acme", "loaded", null);
    LogLines.logged("logback", LogLines.INFO, "com.acme", "loaded", null);
    job.end(RunResult.failed(new IllegalStateException("closed")));

    assertThat(messagesAtEnd()).containsExactly("loaded", "loaded");
    assertThat(exported).hasSize(2);
  }

  @Test
  void onlyWhatIsAskedForIsExported() {
    runs = started(Map.of("batchmon.logs.export", "warn"));
    IllegalStateException thrown = new IllegalStateException("closed");
    ActiveRun job = job("nightly");
    info("loaded");
    LogLines.logged("logback", LogLines.WARN, "com.acme", "slow", null);
    LogLines.logged("logback", LogLines.ERROR, "com.acme", "failed", thrown);
    job.end(RunResult.succeeded());
    LogLines.logged("logback", LogLines.ERROR, "com.acme", "outside", null);

    assertThat(exported)
        .containsExactly("WARN com.acme slow null", "ERROR com.acme failed " + thrown);
  }

  @Test
  void withoutATailAndAnExportNoLineIsWanted() {
    runs = started(Map.of("batchmon.logs.tail", "0"));
    ActiveRun job = job("nightly");
    boolean wanted = LogLines.wants(LogLines.FATAL);
    info("loaded");
    job.end(RunResult.failed(new IllegalStateException("closed")));

    assertThat(wanted).isFalse();
    assertThat(messagesAtEnd()).isEmpty();
  }

  @Test
  void messageThatIsTooLongIsCutAndItsEndNotShown() {
    ActiveRun job = job("nightly");
    info("x".repeat(10_000));
    job.end(RunResult.failed(new IllegalStateException("closed")));

    assertThat(tailAtEnd.get(0).message()).hasSize(LoggedLine.LONGEST);
    assertThat(tailAtEnd.get(0).shown(text -> text).message()).hasSize(1800);
  }

  @Test
  void exceptionWhoseMessageThrowsIsItsType() {
    ActiveRun job = job("nightly");
    RuntimeException broken =
        new RuntimeException() {
          private static final long serialVersionUID = 1;

          @Override
          public String getMessage() {
            throw new IllegalStateException();
          }
        };
    LogLines.logged("logback", LogLines.ERROR, "com.acme", "failed", broken);
    job.end(RunResult.failed("closed", "x"));

    assertThat(tailAtEnd.get(0).thrown()).isEqualTo(broken.getClass().getName());
  }

  @Test
  void manyThreadsAtOnceLoseNoLineButTheOldest() {
    ActiveRun job = job("nightly");
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      all.add(
          CompletableFuture.runAsync(
              () -> {
                Object before = runs.attach(job);
                for (int i = 0; i < 2000; i++) {
                  info("line " + i);
                }
                runs.restore(before);
              }));
    }
    all.forEach(CompletableFuture::join);
    job.end(RunResult.failed("closed", "x"));

    assertThat(messagesAtEnd()).hasSize(20).allMatch(message -> message.startsWith("line "));
  }
}
