package io.batchmon.instrumentation.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.ContinuationImpl;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.DelayKt;
import kotlinx.coroutines.ExecutorsKt;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.YieldKt;
import kotlinx.coroutines.future.FutureKt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kotlin coroutines that a run starts on an executor of the JDK. */
class CoroutinesIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new ExecutorInstrumentation());

  private ExecutorService executor = Executors.newFixedThreadPool(2);

  @AfterEach
  void stop() throws InterruptedException {
    executor.shutdownNow();
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Where a coroutine waits. */
  private interface Suspension {
    Object in(Continuation<? super Unit> coroutine);
  }

  /** How a coroutine waits on its executor. */
  private record Way(String name, ExecutorService executor, Suspension suspension) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What Kotlin makes of {@code { child("before"); suspension(); child("after") }}. */
  @SuppressWarnings("serial")
  private static final class Coroutine extends ContinuationImpl
      implements Function2<CoroutineScope, Continuation<? super Unit>, Object> {
    private final Suspension suspension;
    private boolean resumed;

    Coroutine(Suspension suspension, Continuation<Object> completion) {
      super(completion);
      this.suspension = suspension;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Unit> create(Object scope, Continuation<?> completion) {
      return (Continuation<Unit>)
          (Continuation<?>) new Coroutine(suspension, (Continuation<Object>) completion);
    }

    @Override
    public Object invoke(CoroutineScope scope, Continuation<? super Unit> completion) {
      return ((Coroutine) (Continuation<?>) create(scope, completion)).invokeSuspend(Unit.INSTANCE);
    }

    @Override
    protected Object invokeSuspend(Object result) {
      ResultKt.throwOnFailure(result);
      if (!resumed) {
        resumed = true;
        child("before");
        if (suspension.in(this) == IntrinsicsKt.getCOROUTINE_SUSPENDED()) {
          return IntrinsicsKt.getCOROUTINE_SUSPENDED();
        }
      }
      child("after");
      return Unit.INSTANCE;
    }
  }

  private static void child(String name) {
    JobRuns.end(job(name), RunResult.succeeded());
  }

  private static OpenRun job(String name) {
    return JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", name)));
  }

  private static RunAssert take(String name) {
    return runs.take().isJob("test", null, name).succeeded();
  }

  private Job launch(Suspension suspension) {
    return BuildersKt.launch(
        GlobalScope.INSTANCE,
        ExecutorsKt.from(executor),
        CoroutineStart.DEFAULT,
        new Coroutine(suspension, null));
  }

  private static void join(Job job) throws Exception {
    FutureKt.asCompletableFuture(job).get(30, TimeUnit.SECONDS);
  }

  private static Object awaitBareThread(Continuation<? super Unit> coroutine) {
    CompletableFuture<Unit> answer = new CompletableFuture<>();
    CountDownLatch suspended = new CountDownLatch(1);
    new Thread(
            () -> {
              await(suspended);
              answer.complete(Unit.INSTANCE);
            })
        .start();
    Object result = FutureKt.await(answer, coroutine);
    suspended.countDown();
    return result;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  static Stream<Way> ways() {
    return Stream.of(
        new Way("yield in a pool", Executors.newFixedThreadPool(2), YieldKt::yield),
        new Way("yield in a fork-join pool", new ForkJoinPool(2), YieldKt::yield),
        new Way("await in a pool", Executors.newFixedThreadPool(2), CoroutinesIT::awaitBareThread),
        new Way("await in a fork-join pool", new ForkJoinPool(2), CoroutinesIT::awaitBareThread),
        new Way(
            "delay in a scheduler",
            Executors.newScheduledThreadPool(2),
            coroutine -> DelayKt.delay(1, coroutine)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void coroutineIsAPartOfTheRunThatStartedItAlsoAfterItHasWaited(Way way) throws Exception {
    executor.shutdown();
    executor = way.executor();
    OpenRun settlement = job("settlement");
    join(launch(way.suspension()));
    JobRuns.end(settlement, RunResult.succeeded());

    RunAssert before = take("before");
    RunAssert after = take("after");
    RunAssert run = take("settlement");
    before.isInside(run);
    after.isInside(run);
    assertThat(executor.submit(JobRuns::current).get()).isNull();
  }

  @Test
  void coroutinesOfTwoRunsOnOneThreadAreEachInTheirOwn() throws Exception {
    executor.shutdown();
    executor = Executors.newFixedThreadPool(1);
    CountDownLatch begun = new CountDownLatch(1);
    executor.execute(() -> await(begun));
    OpenRun one = job("one");
    Job ofOne = launch(YieldKt::yield);
    JobRuns.end(one, RunResult.succeeded());
    OpenRun two = job("two");
    Job ofTwo = launch(YieldKt::yield);
    JobRuns.end(two, RunResult.succeeded());
    begun.countDown();
    join(ofOne);
    join(ofTwo);

    RunAssert first = take("one");
    RunAssert second = take("two");
    for (String name : List.of("before", "before", "after", "after")) {
      RunAssert child = take(name);
      assertThat(child.isPartOf(first)).isNotEqualTo(child.isPartOf(second));
    }
  }

  @Test
  void coroutineThatKotlinsOwnTimerWakesIsInNoRunFromThenOn() throws Exception {
    OpenRun settlement = job("settlement");
    join(launch(coroutine -> DelayKt.delay(1, coroutine)));
    JobRuns.end(settlement, RunResult.succeeded());

    RunAssert before = take("before");
    take("after").isOutermost();
    before.isInside(take("settlement"));
  }

  @Test
  void coroutineOfNoRunIsInNone() throws Exception {
    join(launch(YieldKt::yield));

    take("before").isOutermost();
    take("after").isOutermost();
  }
}
