package io.batchmon.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.run.JvmLife.MainIsJob;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunOutcome;
import io.batchmon.job.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JvmLifeTest {
  private final RecordingObserver observer = new RecordingObserver();
  private final TickingClock clock = new TickingClock();
  private final Runs runs = new Runs(clock, List.of(observer), (where, failure) -> {});
  private final List<String> flushes = new ArrayList<>();

  private JvmLife life(MainIsJob mainIsJob) {
    FlushedAtExit output =
        new FlushedAtExit() {
          @Override
          public void beginFlush() {
            flushes.add("begin");
          }

          @Override
          public void awaitFlush(long nanos) {
            flushes.add("await " + nanos);
          }
        };
    return new JvmLife(
        runs,
        JobRun.builder(RunKind.JOB, JobName.of("main", "Nightly"))
            .code("com.acme.Nightly", "main")
            .build(),
        mainIsJob,
        List.of(output),
        2_000_000_000L,
        new TickingClock());
  }

  private ActiveRun onlyEnded() {
    assertThat(observer.ended).hasSize(1);
    return observer.ended.get(0);
  }

  @Test
  void mainThatReturnsSucceedsWhenTheJvmEnds() {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    life.mainLeft(null);
    assertThat(observer.ended).isEmpty();
    life.exiting(null);
    life.halting(null);
    assertThat(onlyEnded().result().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    assertThat(onlyEnded().result().exitCode()).isEqualTo("0");
    assertThat(flushes).containsExactly("begin", "begin", "await 2000000000");
  }

  @Test
  void mainThatThrowsHasFailedOnceNoHandlerEndedTheJvm() {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    IllegalStateException thrown = new IllegalStateException("closed");
    life.mainLeft(thrown);
    life.uncaught(Thread.currentThread(), thrown);
    assertThat(observer.ended).isEmpty();
    life.uncaughtHandled(Thread.currentThread());
    assertThat(onlyEnded().result().outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(onlyEnded().result().exitCode()).isEqualTo("1");
    assertThat(onlyEnded().failure().root().message()).isEqualTo("closed");
  }

  @Test
  void mainThatThrowsWithAHandlerOfItsOwnHasFailedAtOnce() {
    Thread thread = Thread.currentThread();
    thread.setUncaughtExceptionHandler((where, failure) -> {});
    try {
      JvmLife life = life(MainIsJob.AUTO);
      life.mainEntered();
      life.mainLeft(new IllegalStateException("closed"));
      assertThat(onlyEnded().result().outcome()).isEqualTo(RunOutcome.FAILED);
      assertThat(onlyEnded().failure().root().message()).isEqualTo("closed");
    } finally {
      thread.setUncaughtExceptionHandler(null);
    }
  }

  @Test
  void handlerThatExitsDecidesTheExitCodeOfAMainThatThrew() {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    life.mainLeft(new IllegalStateException("closed"));
    life.exiting(7);
    assertThat(onlyEnded().result().outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(onlyEnded().result().exitCode()).isEqualTo("7");
    assertThat(onlyEnded().failure().root().message()).isEqualTo("closed");
  }

  @Test
  void exitCodeDecides() {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    life.exiting(3);
    assertThat(onlyEnded().result().outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(onlyEnded().result().reason()).isEqualTo("exit code 3");
    assertThat(onlyEnded().result().errorType()).isEqualTo("exit");
    assertThat(onlyEnded().result().exitCode()).isEqualTo("3");
  }

  @Test
  void exitInsideAJobAbortsTheJobAndFailsMain() {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    runs.begin(JobRun.of(RunKind.JOB, JobName.of("quartz", "night", "settlement")), null, null);
    life.exiting(3);
    assertThat(observer.ended).hasSize(2);
    ActiveRun job = observer.ended.get(0);
    assertThat(job.result().outcome()).isEqualTo(RunOutcome.ABORTED);
    assertThat(job.result().reason())
        .isEqualTo(
            "the JVM was ended by System.exit(3) in thread "
                + Thread.currentThread().getName()
                + ", in night.settlement");
    assertThat(job.result().errorType()).isEqualTo("exit");
    assertThat(observer.ended.get(1).result().outcome()).isEqualTo(RunOutcome.FAILED);
  }

  @Test
  void requestMayEndWhileTheServerStopsAndTheJobThatItStartedIsAborted() {
    JvmLife life = life(MainIsJob.AUTO);
    OpenRun done = begin(RunKind.REQUEST, "http", "GET /report");
    done.leave();
    begin(RunKind.REQUEST, "http", "POST /orders");
    begin(RunKind.CALL, "http", "GET");
    ActiveRun call = runs.current();
    call.leave();
    begin(RunKind.JOB, "quartz", "settle");
    life.exiting(143);
    assertThat(onlyEnded().run().name().name()).isEqualTo("settle");
    assertThat(onlyEnded().result().outcome()).isEqualTo(RunOutcome.ABORTED);
    done.end(RunResult.succeeded());
    life.halting(143);
    assertThat(observer.ended)
        .extracting(run -> run.run().name().name() + " " + run.result().outcome())
        .containsExactlyInAnyOrder(
            "settle ABORTED", "GET /report SUCCEEDED", "GET ABORTED", "POST /orders ABORTED");
  }

  private OpenRun begin(RunKind kind, String system, String name) {
    return runs.begin(JobRun.of(kind, JobName.of(system, name)), null, null);
  }

  @Test
  void haltWithoutExitEndsRunsAndFlushes() {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    life.halting(5);
    life.halting(5);
    assertThat(onlyEnded().result().exitCode()).isEqualTo("5");
    assertThat(flushes).containsExactly("begin", "await 2000000000");
  }

  @Test
  void mainOfAServerIsNoJob() {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    life.serverSeen();
    ActiveRun request = (ActiveRun) runs.begin(job("import"), null, null);
    assertThat(request.parent()).as("runs inside a server's main are roots").isNull();
    request.end(RunResult.succeeded());
    life.mainLeft(null);
    life.exiting(143);
    assertThat(observer.discarded).hasSize(1);
    assertThat(onlyEnded().run().name().name()).isEqualTo("import");
  }

  @Test
  void whatMainHandedToAThreadIsAPartOfItForAnHourAfterItReturned() {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    ActiveRun main = runs.current();
    life.mainLeft(null);
    clock.tick(Duration.ofMinutes(59));
    Object handedOver = runs.attach(main);
    ActiveRun early = (ActiveRun) runs.begin(job("early"), null, null);
    early.end(RunResult.succeeded());
    runs.restore(handedOver);
    clock.tick(Duration.ofMinutes(1));
    runs.attach(main);
    ActiveRun late = (ActiveRun) runs.begin(job("late"), null, null);
    late.end(RunResult.succeeded());

    assertThat(early.parent()).isSameAs(main);
    assertThat(late.parent()).isNull();
    assertThat(late.traceIdLow()).isNotEqualTo(main.traceIdLow());
  }

  @Test
  void serverThatDoesNotStartKnowsTheRunThatItFailedFor() {
    JvmLife life = life(MainIsJob.AUTO);
    IllegalStateException cause = new IllegalStateException("no table");
    life.mainEntered();
    life.serverSeen();
    ActiveRun runner = (ActiveRun) runs.begin(job("migration"), null, null);
    runner.end(RunResult.failed(cause));
    life.mainLeft(new IllegalStateException("not started", cause));
    life.exiting(1);
    ActiveRun main = observer.ended.get(1);
    assertThat(main.result().outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(main.failure().root().message()).isEqualTo("no table");
    assertThat(main.failedInside()).isSameAs(runner);
    assertThat(runner.parent()).isNull();
  }

  @Test
  void mainOfASchedulerThatLivesOnIsAJobOnlyIfItEndsTheJvm() {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    life.schedulerSeen();
    life.mainLeft(null);
    assertThat(observer.discarded).hasSize(1);
    life.exiting(2);
    assertThat(onlyEnded().result().exitCode()).isEqualTo("2");
  }

  @Test
  void mainThatReturnedToPeriodicTasksIsNotOpenAnyMore() {
    JvmLife seenLater = life(MainIsJob.AUTO);
    seenLater.mainEntered();
    seenLater.mainLeft(null);
    assertThat(observer.discarded).isEmpty();
    seenLater.periodicSeen();
    seenLater.periodicSeen();
    assertThat(observer.discarded).hasSize(1);
    seenLater.exiting(2);
    assertThat(onlyEnded().result().exitCode()).isEqualTo("2");

    JvmLife seenBefore = life(MainIsJob.AUTO);
    seenBefore.mainEntered();
    seenBefore.periodicSeen();
    assertThat(observer.discarded).hasSize(1);
    seenBefore.mainLeft(null);
    assertThat(observer.discarded).hasSize(2);
  }

  @Test
  void exceptionOfTheLastThreadFailsMain() throws InterruptedException {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    Thread worker = new Thread(() -> {});
    life.uncaught(worker, new IllegalStateException("not the last"));
    life.exiting(null);
    assertThat(onlyEnded().result().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
  }

  @Test
  void exceptionThatAHandlerTookIsForgotten() {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    life.uncaught(Thread.currentThread(), new IllegalStateException("undeliverable"));
    life.uncaughtHandled(Thread.currentThread());
    life.exiting(0);
    assertThat(onlyEnded().result().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
  }

  @Test
  void innerMainIsNotTheEndOfMain() {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    life.mainEntered();
    life.mainLeft(new IllegalStateException("inner"));
    assertThat(observer.ended).isEmpty();
    life.mainLeft(null);
    life.exiting(null);
    assertThat(onlyEnded().result().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
  }

  @Test
  void runThatBeginsInAShutdownHookIsAborted() {
    JvmLife life = life(MainIsJob.AUTO);
    life.exiting(0);
    runs.begin(job("late"), null, null);
    life.halting(0);
    assertThat(onlyEnded().result().outcome()).isEqualTo(RunOutcome.ABORTED);
    assertThat(onlyEnded().result().errorType()).isEqualTo("exit");
  }

  @Test
  void interruptedThreadStillWaitsForTheFlush() {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    Thread.currentThread().interrupt();
    life.exiting(1);
    life.halting(1);
    assertThat(Thread.interrupted()).as("the application's flag").isTrue();
    assertThat(flushes).containsExactly("begin", "begin", "await 2000000000");
    assertThat(onlyEnded().result().outcome()).isEqualTo(RunOutcome.FAILED);
  }

  @Test
  void handlerThatExitsTellsTheException() {
    JvmLife life = life(MainIsJob.AUTO);
    life.mainEntered();
    life.uncaught(Thread.currentThread(), new IllegalStateException("told by a handler"));
    life.exiting(7);
    assertThat(onlyEnded().result().outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(onlyEnded().failure().root().message()).isEqualTo("told by a handler");
    assertThat(onlyEnded().result().exitCode()).isEqualTo("7");
  }

  @Test
  void mainIsNoJobWhenSaidSo() {
    JvmLife life = life(MainIsJob.FALSE);
    life.mainEntered();
    life.mainLeft(null);
    life.exiting(null);
    assertThat(observer.started).isEmpty();
  }

  @Test
  void mainIsAJobWhenSaidSoEvenBesideAServer() {
    JvmLife life = life(MainIsJob.TRUE);
    life.mainEntered();
    life.serverSeen();
    life.exiting(0);
    assertThat(onlyEnded().result().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
  }

  private static JobRun job(String name) {
    return JobRun.of(RunKind.JOB, JobName.of("quartz", "night", name));
  }
}
