package io.batchmon.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunOutcome;
import io.batchmon.job.RunResult;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunsTest {
  private final TickingClock clock = new TickingClock();
  private final RecordingObserver observer = new RecordingObserver();
  private final List<String> failures = new ArrayList<>();
  private final Runs runs =
      new Runs(clock, List.of(observer), (where, failure) -> failures.add(where + " " + failure));

  private static JobRun job(String name) {
    return JobRun.of(RunKind.JOB, JobName.of("quartz", "night", name));
  }

  @Test
  void runIsToldOfOnceWithDurationAndFailureAsText() {
    OpenRun run = runs.begin(job("settlement"), null);
    clock.tick(Duration.ofSeconds(3));
    run.end(RunResult.failed(new IllegalStateException("closed")));
    run.end(RunResult.succeeded());

    assertThat(observer.started).hasSize(1);
    assertThat(observer.ended).hasSize(1);
    ActiveRun ended = observer.ended.get(0);
    assertThat(ended.durationNanos()).isEqualTo(3_000_000_000L);
    assertThat(ended.result().outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(ended.result().failure()).as("kept beyond the end").isNull();
    assertThat(ended.failure().root().type()).isEqualTo("java.lang.IllegalStateException");
    assertThat(ended.failure().root().message()).isEqualTo("closed");
    assertThat(runs.open()).isEmpty();
  }

  @Test
  void childSharesTheTraceAndRootsDoNot() {
    ActiveRun outer = (ActiveRun) runs.begin(job("settlement"), null);
    ActiveRun inner = (ActiveRun) runs.begin(job("import"), null);
    assertThat(inner.parent()).isSameAs(outer);
    assertThat(inner.traceIdLow()).isEqualTo(outer.traceIdLow());
    assertThat(inner.spanId()).isNotEqualTo(outer.spanId());
    inner.end(RunResult.succeeded());
    assertThat(runs.current()).isSameAs(outer);
    outer.end(RunResult.succeeded());

    ActiveRun next = (ActiveRun) runs.begin(job("settlement"), null);
    assertThat(next.parent()).isNull();
    assertThat(next.traceIdLow()).isNotEqualTo(outer.traceIdLow());
    next.end(RunResult.succeeded());
  }

  @Test
  void sameJobSeenByTwoFrameworksIsOneRun() {
    OpenRun run = runs.begin(job("settlement"), null);
    OpenRun again =
        runs.begin(JobRun.of(RunKind.JOB, JobName.of("elasticjob", "settlement")), null);
    again.end(RunResult.succeeded());
    run.end(RunResult.succeeded());
    assertThat(observer.ended).hasSize(1);
  }

  @Test
  void retriedAttemptsShareTheRunIdAndAreLinked() {
    JobRun first = JobRun.builder(RunKind.JOB, JobName.of("quartz", "a")).instanceId("7").build();
    JobRun second =
        JobRun.builder(RunKind.JOB, JobName.of("quartz", "a")).instanceId("7").attempt(2).build();
    ActiveRun one = (ActiveRun) runs.begin(first, null);
    one.end(RunResult.failed(new IllegalStateException()).retried());
    ActiveRun two = (ActiveRun) runs.begin(second, null);
    two.end(RunResult.succeeded());

    assertThat(two.runId()).isEqualTo(one.runId());
    assertThat(two.attempt()).isEqualTo(2);
    assertThat(two.link().spanId()).isEqualTo(one.spanId());
    assertThat(two.link().attempt()).isEqualTo(1);

    ActiveRun other = (ActiveRun) runs.begin(first, null);
    assertThat(other.link()).as("a run that was not retried").isNull();
    other.end(RunResult.succeeded());
  }

  @Test
  void runIsFoundByTheFrameworksObjectAndThatIsNotKept() {
    Object context = new Object();
    OpenRun run = runs.begin(job("settlement"), context);
    OpenRun inner = runs.begin(job("import"), new Object());
    assertThat(runs.open(context)).isSameAs(run);
    inner.end(RunResult.succeeded());
    run.end(RunResult.succeeded());
    assertThat(runs.open(context)).isNull();
    assertThat(observer.ended).noneMatch(ended -> ended.isOwnedBy(context));
  }

  @Test
  void runEndedByAnotherThreadIsNoLongerCurrent() throws InterruptedException {
    OpenRun run = runs.begin(job("settlement"), null);
    Thread thread = new Thread(() -> run.end(RunResult.aborted("exit", "exit")));
    thread.start();
    thread.join();
    assertThat(runs.current()).isNull();
    assertThat(observer.ended).hasSize(1);
  }

  @Test
  void observerThatThrowsIsReportedAndTheOthersAreTold() {
    RunObserver broken =
        new RunObserver() {
          @Override
          public void started(ActiveRun run) {
            throw new IllegalStateException("start");
          }

          @Override
          public void ended(ActiveRun run) {
            throw new IllegalStateException("end");
          }
        };
    Runs both =
        new Runs(
            clock,
            List.of(broken, observer),
            (where, failure) -> failures.add(failure.getMessage()));
    both.begin(job("settlement"), null).end(RunResult.succeeded());
    assertThat(failures).containsExactly("start", "end");
    assertThat(observer.ended).hasSize(1);
  }

  @Test
  void stopRequestReachesTheRunsThatItNames() {
    JobName name = JobName.of("quartz", "night", "settlement");
    OpenRun meant = runs.begin(JobRun.builder(RunKind.JOB, name).instanceId("1").build(), null);
    OpenRun other = runs.begin(job("import"), null);
    runs.stopRequested(name, null, true);
    assertThat(meant.stopRequested()).isTrue();
    assertThat(other.stopRequested()).isFalse();
    runs.stopRequested(null, "1", false);
    assertThat(meant.stopRequested()).isFalse();
    other.end(RunResult.succeeded());
    meant.end(RunResult.succeeded());
  }

  @Test
  void latenessIsNeverNegativeAndZeroWhereUnknown() {
    long now = clock.currentMillis();
    assertThat(lateness(now - 1500)).isEqualTo(1500);
    assertThat(lateness(now + 1500)).isZero();
    assertThat(lateness(JobRun.NO_TIME)).isZero();
  }

  private long lateness(long scheduled) {
    ActiveRun run =
        (ActiveRun)
            runs.begin(
                JobRun.builder(RunKind.JOB, JobName.of("quartz", "x"))
                    .scheduledMillis(scheduled)
                    .build(),
                null);
    run.end(RunResult.succeeded());
    return run.latenessMillis();
  }

  @Test
  void endedRunKeepsNothingOfTheApplication() {
    WeakReference<Object> context = new WeakReference<>(new Object());
    OpenRun run = runs.begin(job("settlement"), context.get());
    run.end(RunResult.failed(new IllegalStateException()));
    for (int i = 0; i < 50 && context.get() != null; i++) {
      System.gc();
    }
    assertThat(context.get()).isNull();
    assertThat(observer.ended).hasSize(1);
  }
}
