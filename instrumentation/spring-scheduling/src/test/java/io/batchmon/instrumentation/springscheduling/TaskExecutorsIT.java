package io.batchmon.instrumentation.springscheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import io.batchmon.instrumentation.executor.ExecutorInstrumentation;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a run hands to Spring's executors, and to Reactor's, is a part of it. */
@SuppressWarnings("FutureReturnValueIgnored") // why: that is what applications do
class TaskExecutorsIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new SpringSchedulingInstrumentation());

  static {
    RecordedRuns.of(new OfThreads());
  }

  /** Of the JDK what carries runs to other threads, and not its schedules. */
  private static final class OfThreads implements JobInstrumentation {
    @Override
    public String name() {
      return "threads";
    }

    @Override
    public List<Hook> hooks() {
      return new ExecutorInstrumentation().hooks().stream().filter(Hook::isLazy).toList();
    }
  }

  /** How a piece of work comes to another thread. */
  private record Way(String name, Hands hands) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Hands {
    void over(Runnable work) throws Exception;
  }

  private static Way executing(String name, AsyncTaskExecutor executor) {
    return new Way(name, executor::execute);
  }

  private static Way submitting(String name, AsyncTaskExecutor executor) {
    return new Way(name + ", submit", executor::submit);
  }

  static Stream<Way> ways() {
    SimpleAsyncTaskExecutor one = new SimpleAsyncTaskExecutor("one-");
    one.setConcurrencyLimit(1);
    ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
    pool.setDaemon(true);
    pool.initialize();
    ExecutorService single =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work);
              thread.setDaemon(true);
              return thread;
            });
    TaskScheduler scheduler = Schedulers.scheduler();
    return Stream.of(
        executing("thread per task", new SimpleAsyncTaskExecutor()),
        submitting("thread per task", new SimpleAsyncTaskExecutor()),
        executing("one thread after the other", one),
        executing("pool", pool),
        submitting("pool", pool),
        executing("executor of the JDK", new ConcurrentTaskExecutor(single)),
        submitting("executor of the JDK", new ConcurrentTaskExecutor(single)),
        new Way("scheduler", work -> Schedulers.pool(scheduler).execute(work)),
        new Way(
            "once later",
            work ->
                Schedulers.pool(scheduler)
                    .getScheduledExecutor()
                    .schedule(work, 1, TimeUnit.MILLISECONDS)),
        new Way(
            "subscribeOn",
            work ->
                Mono.fromRunnable(work)
                    .subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic())
                    .subscribe()),
        new Way(
            "publishOn",
            work ->
                Flux.just(1)
                    .publishOn(reactor.core.scheduler.Schedulers.parallel())
                    .subscribe(first -> work.run())),
        new Way("delay", work -> Mono.delay(Duration.ofMillis(5)).subscribe(tick -> work.run())),
        new Way(
            "from one scheduler to another",
            work ->
                Flux.just(1)
                    .subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic())
                    .delayElements(Duration.ofMillis(2))
                    .publishOn(reactor.core.scheduler.Schedulers.single())
                    .subscribe(tick -> work.run())));
  }

  private static OpenRun job() {
    return JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "settlement")));
  }

  private static void call() {
    JobRuns.end(
        JobRuns.begin(JobRun.of(RunKind.CALL, JobName.of("test", "bank"))), RunResult.succeeded());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void workIsInsideTheRunThatHandedItOverAndInNoneOutside(Way way) throws Exception {
    OpenRun settlement = job();
    RunAssert call;
    try {
      way.hands().over(TaskExecutorsIT::call);
      call = runs.take().succeeded();
    } finally {
      JobRuns.end(settlement, RunResult.succeeded());
    }
    assertThat(call.run().kind()).isEqualTo(RunKind.CALL);
    call.isInside(runs.take().isJob("test", null, "settlement").isOutermost().succeeded());

    for (int i = 0; i < 10; i++) {
      BlockingQueue<String> seen = new ArrayBlockingQueue<>(1);
      way.hands().over(() -> seen.add(String.valueOf(JobRuns.current())));
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("null");
    }
  }

  @Test
  void firingsOfATriggerAreNoPartOfTheRunThatRegisteredIt() throws Exception {
    TaskScheduler scheduler = Schedulers.scheduler();
    try {
      OpenRun settlement = job();
      BlockingQueue<String> seen = new ArrayBlockingQueue<>(10);
      Schedulers.cron(scheduler, () -> seen.add("fired"));
      JobRuns.end(settlement, RunResult.succeeded());
      runs.take().isJob("test", null, "settlement").succeeded();
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("fired");
      RunAssert firing = runs.take().isOutermost().succeeded();
      assertThat(firing.run().isByScheduler()).isTrue();
    } finally {
      Schedulers.pool(scheduler).destroy();
    }
  }
}
