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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
    OpenRun run = runs.begin(job("settlement"), null, null);
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
  void runThatIsToldOfWhenItIsOverHasBegunBefore() {
    long beforeMillis = clock.currentMillis();
    clock.tick(Duration.ofSeconds(3));
    runs.begin(
            JobRun.builder(RunKind.JOB, JobName.of("quartz", "late"))
                .agoNanos(3_000_000_000L)
                .build(),
            null,
            null)
        .end(RunResult.succeeded());

    ActiveRun ended = observer.ended.get(0);
    assertThat(ended.startMillis()).isEqualTo(beforeMillis);
    assertThat(ended.durationNanos()).isEqualTo(3_000_000_000L);
  }

  @Test
  void whatALockSaysCountsWhereTheRunEndsWell() {
    RunResult skipped = RunResult.skipped("lock is held").withAttribute("batch.lock.name", "a");
    RunResult won = RunResult.succeeded().withAttribute("batch.lock.name", "b");

    assertThat(endedAs(RunResult.succeeded(), skipped)).isEqualTo("SKIPPED lock is held a");
    assertThat(endedAs(RunResult.succeeded(), won, skipped)).isEqualTo("SUCCEEDED b");
    assertThat(endedAs(RunResult.succeeded(), skipped, won)).isEqualTo("SUCCEEDED b");
    assertThat(endedAs(RunResult.stopped("asked"), skipped)).isEqualTo("STOPPED asked a");
  }

  private String endedAs(RunResult result, RunResult... verdicts) {
    OpenRun run = runs.begin(job("settlement"), null, null);
    for (RunResult verdict : verdicts) {
      run.verdict(verdict);
    }
    run.end(result);
    RunResult ended = observer.ended.get(observer.ended.size() - 1).result();
    return ended + " " + ended.attributeValue(0);
  }

  @Test
  void runThatAnotherJvmLostIsToldAsItWasAndIsOpenNowhere() {
    long start = clock.currentMillis() - 3_600_000;
    RunNote note = new RunNote(job("settlement"), "0a", 2, new long[] {1, 2, 3}, "w-1", start);
    runs.lost(note, RunResult.lost("its JVM vanished"), start + 60_000);

    assertThat(observer.started).isEmpty();
    assertThat(observer.ended).hasSize(1);
    ActiveRun lost = observer.ended.get(0);
    assertThat(lost.result().outcome()).isEqualTo(RunOutcome.LOST);
    assertThat(lost.result().errorType()).isEqualTo("lost");
    assertThat(lost.isEnded()).isTrue();
    assertThat(lost.startMillis()).isEqualTo(start);
    assertThat(lost.durationNanos()).isEqualTo(60_000_000_000L);
    assertThat(clock.nanoTime() - lost.startNanos()).isEqualTo(3_600_000_000_000L);
    assertThat(RunNote.of(lost).ids()).containsExactly(1, 2, 3);
    assertThat(lost.runId() + lost.attempt() + lost.threadName()).isEqualTo("0a2w-1");
    assertThat(runs.open()).isEmpty();
    assertThat(runs.current()).isNull();
    assertThat(failures).isEmpty();
  }

  @Test
  void childSharesTheTraceAndRootsDoNot() {
    ActiveRun outer = (ActiveRun) runs.begin(job("settlement"), null, null);
    ActiveRun inner = (ActiveRun) runs.begin(job("import"), null, null);
    assertThat(inner.parent()).isSameAs(outer);
    assertThat(inner.traceIdLow()).isEqualTo(outer.traceIdLow());
    assertThat(inner.spanId()).isNotEqualTo(outer.spanId());
    inner.end(RunResult.succeeded());
    assertThat(runs.current()).isSameAs(outer);
    outer.end(RunResult.succeeded());

    ActiveRun next = (ActiveRun) runs.begin(job("settlement"), null, null);
    assertThat(next.parent()).isNull();
    assertThat(next.traceIdLow()).isNotEqualTo(outer.traceIdLow());
    next.end(RunResult.succeeded());
  }

  @Test
  void theIdOfATraceIsSaidAsHexDigits() {
    ActiveRun run = (ActiveRun) runs.begin(job("settlement"), null, null);

    assertThat(runs.traceId(run))
        .matches("[0-9a-f]{32}")
        .isEqualTo(Hex.of(run.traceIdHigh()) + Hex.of(run.traceIdLow()));
    assertThat(runs.traceId(OpenRun.NONE)).isNull();
    assertThat(Hex.of(1, -1)).isEqualTo("0000000000000001ffffffffffffffff");
    run.end(RunResult.succeeded());
  }

  @Test
  void sameJobSeenByTwoFrameworksIsOneRunWithTheInnerVerdict() {
    OpenRun run = runs.begin(job("settlement"), null, null);
    OpenRun again =
        runs.begin(JobRun.of(RunKind.JOB, JobName.of("elasticjob", "settlement")), null, null);
    again.end(RunResult.failed("shard 3 failed", "SHARD"));
    run.end(RunResult.succeeded());
    assertThat(observer.ended).hasSize(1);
    assertThat(observer.ended.get(0).result().outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(observer.ended.get(0).result().reason()).isEqualTo("shard 3 failed");
  }

  private static JobRun call() {
    return JobRun.of(RunKind.CALL, JobName.of("http", "GET"));
  }

  private static JobRun request(String... headers) {
    return JobRun.builder(RunKind.REQUEST, JobName.of("http", "GET")).headers(headers).build();
  }

  @Test
  void threadThatIsAttachedWorksForTheRunEvenAfterItsEnd() throws Exception {
    ActiveRun settlement = (ActiveRun) runs.begin(job("settlement"), null, null);
    ActiveRun called =
        CompletableFuture.supplyAsync(
                () -> {
                  Object before = runs.attach(settlement);
                  assertThat(runs.current()).isSameAs(settlement);
                  assertThat(runs.attach(settlement)).isNull();
                  settlement.end(RunResult.succeeded());
                  assertThat(runs.current()).isSameAs(settlement);
                  ActiveRun inner = (ActiveRun) runs.begin(call(), null, null);
                  assertThat(runs.current()).isSameAs(inner);
                  inner.end(RunResult.succeeded());
                  assertThat(runs.current()).isSameAs(settlement);
                  runs.restore(before);
                  assertThat(runs.current()).isNull();
                  return inner;
                })
            .get();

    assertThat(called.parent()).isSameAs(settlement);
    assertThat(called.traceIdLow()).isEqualTo(settlement.traceIdLow());
    assertThat(runs.current()).isNull();
  }

  @Test
  void attachedInsideAnotherRunTheThreadReturnsToThatOne() throws Exception {
    ActiveRun other = (ActiveRun) runs.begin(job("import"), null, null);
    ActiveRun settlement =
        CompletableFuture.supplyAsync(() -> (ActiveRun) runs.begin(job("settlement"), null, null))
            .get();

    Object before = runs.attach(settlement);
    ActiveRun step = (ActiveRun) runs.begin(job("step"), null, null);
    step.end(RunResult.succeeded());
    runs.restore(before);

    assertThat(step.parent()).isSameAs(settlement);
    assertThat(runs.current()).isSameAs(other);
  }

  @Test
  void callIsRecordedOnlyInsideARunAndOnce() {
    assertThat(runs.begin(call(), null, null)).isSameAs(OpenRun.NONE);
    OpenRun job = runs.begin(job("settlement"), null, null);
    OpenRun call = runs.begin(call(), null, null);
    assertThat(runs.begin(call(), null, null)).isSameAs(OpenRun.NONE);
    call.end(RunResult.succeeded());
    job.end(RunResult.succeeded());

    assertThat(observer.ended).hasSize(2);
  }

  @Test
  void requestContinuesTheTraceOfItsCallerAndSoDoesWhatItStarts() {
    RemoteParent caller = new RemoteParent(1, 2, 3, false, "vendor=1", null);
    runs.propagate(
        new TracePropagation() {
          @Override
          public String[] incoming() {
            return new String[] {"traceparent"};
          }

          @Override
          public RemoteParent extract(String[] values) {
            return values[0] == null ? null : caller;
          }

          @Override
          public String[] outgoing(ActiveRun run) {
            return new String[] {"traceparent", Hex.of(run.spanId())};
          }

          @Override
          public boolean isKept(RemoteParent remote, long traceIdLow) {
            return remote == null || remote.sampled();
          }

          @Override
          public long traceIdHigh(long random, long startMillis) {
            return 7;
          }
        });

    ActiveRun request = (ActiveRun) runs.begin(request("there"), null, null);
    ActiveRun call = (ActiveRun) runs.begin(call(), null, null);
    assertThat(runs.outgoingHeaders(call)).contains(Hex.of(call.spanId()));
    call.end(RunResult.succeeded());
    ActiveRun job = (ActiveRun) runs.begin(job("settlement"), null, null);
    job.end(RunResult.succeeded());
    request.end(RunResult.succeeded());
    ActiveRun alone = (ActiveRun) runs.begin(request((String) null), null, null);
    alone.end(RunResult.succeeded());

    assertThat(request.traceIdHigh()).isEqualTo(1);
    assertThat(request.traceIdLow()).isEqualTo(2);
    assertThat(request.remote()).isSameAs(caller);
    assertThat(request.isSampled()).isFalse();
    assertThat(request.run().headers()).as("kept beyond the end").isNull();
    assertThat(call.isSampled()).isFalse();
    assertThat(job.traceIdLow()).isEqualTo(2);
    assertThat(job.remote()).isSameAs(caller);
    assertThat(job.isSampled()).as("a job is always kept").isTrue();
    assertThat(alone.traceIdHigh()).isEqualTo(7);
    assertThat(alone.remote()).isNull();
    assertThat(alone.isSampled()).isTrue();
  }

  @Test
  void partOfARunThatAnotherThreadBeganIsItsChild() throws Exception {
    Object job = new Object();
    ActiveRun around = (ActiveRun) runs.begin(job("settlement"), job, null);
    ActiveRun step =
        CompletableFuture.supplyAsync(
                () -> {
                  assertThat(runs.open(job, false)).isNull();
                  OpenRun open = runs.begin(job("step"), null, runs.open(job, true));
                  open.end(RunResult.failed("bad", "BAD"));
                  return (ActiveRun) open;
                })
            .get();
    assertThat(step.parent()).isSameAs(around);
    assertThat(step.traceIdLow()).isEqualTo(around.traceIdLow());
    assertThat(around.failedInside()).isSameAs(step);
    around.end(RunResult.succeeded());
  }

  @Test
  void runThatItsThreadHasLeftIsOpenButNotCurrent() {
    ActiveRun gone = (ActiveRun) runs.begin(job("reactive"), null, null);
    gone.leave();
    assertThat(runs.current()).isNull();
    ActiveRun next = (ActiveRun) runs.begin(job("settlement"), null, null);
    assertThat(next.parent()).isNull();
    next.end(RunResult.succeeded());
    assertThat(runs.open()).containsExactly(gone);
    gone.end(RunResult.succeeded());
    assertThat(observer.ended).hasSize(2);
  }

  @Test
  void partOfAMainThatIsAServerHasATraceOfItsOwnInEveryThread() throws Exception {
    ActiveRun main = (ActiveRun) runs.begin(job("main"), null, null);
    main.detach();
    ActiveRun part =
        CompletableFuture.supplyAsync(
                () -> {
                  OpenRun open = runs.begin(job("part"), null, main);
                  open.end(RunResult.succeeded());
                  return (ActiveRun) open;
                })
            .get();
    assertThat(part.parent()).isNull();
    assertThat(part.traceIdLow()).isNotEqualTo(main.traceIdLow());
    runs.discard(main);
  }

  @Test
  void entryPointIsOneRunUntilItIsLeftAndOthersOfItsObjectAreParts() {
    Object object = new Object();
    ActiveRun night = (ActiveRun) runs.begin(entryPoint("night"), object, null);
    ActiveRun load = (ActiveRun) runs.begin(entryPoint("load"), object, null);
    assertThat(load.parent()).isSameAs(night);
    assertThat(runs.begin(entryPoint("load"), object, null)).isSameAs(OpenRun.NONE);
    assertThat(runs.begin(entryPoint("night"), object, null)).isSameAs(OpenRun.NONE);
    ActiveRun ofAnother = (ActiveRun) runs.begin(entryPoint("load"), new Object(), null);
    assertThat(ofAnother.parent()).isSameAs(load);
    ofAnother.end(RunResult.succeeded());
    load.end(RunResult.succeeded());
    ActiveRun again = (ActiveRun) runs.begin(entryPoint("load"), object, null);
    assertThat(again.parent()).isSameAs(night);
    again.end(RunResult.succeeded());
    night.end(RunResult.succeeded());
    assertThat(observer.ended).hasSize(4);
  }

  private static JobRun entryPoint(String method) {
    return JobRun.builder(RunKind.JOB, JobName.of("custom", "Jobs." + method))
        .code("com.acme.Jobs", method)
        .build();
  }

  @Test
  void leakedRunGluesNothingAndIsLinked() {
    ActiveRun leaked = (ActiveRun) runs.begin(scheduled("settlement"), null, null);
    Set<Long> traces = new HashSet<>(Set.of(leaked.traceIdLow()));
    for (int i = 0; i < 3; i++) {
      ActiveRun next = (ActiveRun) runs.begin(scheduled("settlement"), null, null);
      assertThat(next.parent()).isNull();
      assertThat(next.leaked().spanId()).isEqualTo(leaked.spanId());
      traces.add(next.traceIdLow());
      next.end(RunResult.succeeded());
    }
    assertThat(traces).hasSize(4);
    leaked.end(RunResult.succeeded());
    assertThat(observer.ended).hasSize(4);
  }

  private static JobRun scheduled(String name) {
    return JobRun.builder(RunKind.JOB, JobName.of("quartz", name)).byScheduler().build();
  }

  /** A thread that has used 1 ns and 10 bytes more each time it is asked. */
  private static final class Counting implements ThreadCosts {
    private long asked;

    @Override
    public long cpuNanos() {
      return ++asked;
    }

    @Override
    public long allocatedBytes() {
      return asked * 10;
    }
  }

  @Test
  void runIsMeasuredOnItsThreadAndWhatItsPartsUsedElsewhereIsAdded() throws Exception {
    runs.measure(new Counting());
    Object job = new Object();
    ActiveRun around = (ActiveRun) runs.begin(job("settlement"), job, null);
    ActiveRun here = (ActiveRun) runs.begin(job("here"), null, null);
    here.end(RunResult.succeeded());
    assertThat(here.cpuNanos()).isEqualTo(1);
    assertThat(here.allocatedBytes()).isEqualTo(10);
    ActiveRun there =
        CompletableFuture.supplyAsync(
                () -> {
                  OpenRun open = runs.begin(job("there"), null, runs.open(job, true));
                  open.end(RunResult.succeeded());
                  return (ActiveRun) open;
                })
            .get();
    assertThat(there.cpuNanos()).isEqualTo(1);
    around.end(RunResult.succeeded());
    assertThat(around.cpuNanos()).as("five readings later, and the other thread's 1").isEqualTo(6);
    assertThat(around.allocatedBytes()).isEqualTo(60);
  }

  @Test
  void requestIsNotMeasuredAndTheJobThatItStartsIs() {
    runs.measure(new Counting());
    ActiveRun request = (ActiveRun) runs.begin(request((String) null), null, null);
    ActiveRun call = (ActiveRun) runs.begin(call(), null, null);
    call.end(RunResult.succeeded());
    ActiveRun job = (ActiveRun) runs.begin(job("settlement"), null, null);
    job.end(RunResult.succeeded());
    request.end(RunResult.succeeded());
    assertThat(request.cpuNanos()).isEqualTo(-1);
    assertThat(call.cpuNanos()).isEqualTo(-1);
    assertThat(job.cpuNanos()).isEqualTo(1);
  }

  @Test
  void runsAtFullSpeedOrEndedElsewhereAreNotMeasured() throws InterruptedException {
    runs.measure(new Counting());
    ActiveRun first = (ActiveRun) runs.begin(job("a"), null, null);
    first.end(RunResult.succeeded());
    ActiveRun atOnce = (ActiveRun) runs.begin(job("a"), null, null);
    atOnce.end(RunResult.succeeded());
    clock.tick(Duration.ofMillis(1));
    ActiveRun later = (ActiveRun) runs.begin(job("a"), null, null);
    Thread other = new Thread(() -> later.end(RunResult.aborted("exit", "exit")));
    other.start();
    other.join();
    assertThat(first.cpuNanos()).isEqualTo(1);
    assertThat(atOnce.cpuNanos()).isEqualTo(-1);
    assertThat(atOnce.allocatedBytes()).isEqualTo(-1);
    assertThat(later.cpuNanos()).isEqualTo(-1);
  }

  @Test
  void restartOfTheSamePieceOfWorkIsItsNextAttempt() {
    JobRun run =
        JobRun.builder(RunKind.JOB, JobName.of("spring_batch", "load")).instanceId("7").build();
    ActiveRun first = (ActiveRun) runs.begin(run, null, null);
    first.end(RunResult.failed("no input", "FAILED").restartable());
    ActiveRun second = (ActiveRun) runs.begin(run, null, null);
    second.end(RunResult.succeeded());
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.link().spanId()).isEqualTo(first.spanId());
    assertThat(second.runId()).isEqualTo(first.runId());
  }

  @Test
  void retriedAttemptsShareTheRunIdAndAreLinked() {
    JobRun first = JobRun.builder(RunKind.JOB, JobName.of("quartz", "a")).instanceId("7").build();
    JobRun second =
        JobRun.builder(RunKind.JOB, JobName.of("quartz", "a")).instanceId("7").attempt(2).build();
    ActiveRun one = (ActiveRun) runs.begin(first, null, null);
    one.end(RunResult.failed(new IllegalStateException()).retried());
    ActiveRun two = (ActiveRun) runs.begin(second, null, null);
    two.end(RunResult.succeeded());

    assertThat(two.runId()).isEqualTo(one.runId());
    assertThat(two.attempt()).isEqualTo(2);
    assertThat(two.link().spanId()).isEqualTo(one.spanId());
    assertThat(two.link().attempt()).isEqualTo(1);

    ActiveRun other = (ActiveRun) runs.begin(first, null, null);
    assertThat(other.link()).as("a run that was not retried").isNull();
    other.end(RunResult.succeeded());
  }

  @Test
  void runIsFoundByTheFrameworksObjectAndThatIsNotKept() {
    Object context = new Object();
    OpenRun run = runs.begin(job("settlement"), context, null);
    OpenRun inner = runs.begin(job("import"), new Object(), null);
    assertThat(runs.open(context, false)).isSameAs(run);
    inner.end(RunResult.succeeded());
    run.end(RunResult.succeeded());
    assertThat(runs.open(context, false)).isNull();
    assertThat(observer.ended).noneMatch(ended -> ended.isOwnedBy(context));
  }

  @Test
  void runEndedByAnotherThreadIsNoLongerCurrent() throws InterruptedException {
    OpenRun run = runs.begin(job("settlement"), null, null);
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
    both.begin(job("settlement"), null, null).end(RunResult.succeeded());
    assertThat(failures).containsExactly("start", "end");
    assertThat(observer.ended).hasSize(1);
  }

  @Test
  void stopRequestReachesTheRunsThatItNames() {
    JobName name = JobName.of("quartz", "night", "settlement");
    OpenRun meant =
        runs.begin(JobRun.builder(RunKind.JOB, name).instanceId("1").build(), null, null);
    OpenRun other = runs.begin(job("import"), null, null);
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
                null,
                null);
    run.end(RunResult.succeeded());
    return run.latenessMillis();
  }

  @Test
  void endedRunKeepsNothingOfTheApplication() {
    WeakReference<Object> context = new WeakReference<>(new Object());
    OpenRun run = runs.begin(job("settlement"), context.get(), null);
    run.end(RunResult.failed(new IllegalStateException()));
    for (int i = 0; i < 50 && context.get() != null; i++) {
      System.gc();
    }
    assertThat(context.get()).isNull();
    assertThat(observer.ended).hasSize(1);
  }
}
