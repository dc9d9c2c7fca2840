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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CountedCompleter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a run hands to other threads, in the running JDK. */
@SuppressWarnings("FutureReturnValueIgnored") // why: that is what applications do
class HandoverIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new ExecutorInstrumentation());

  private static final ThreadPoolExecutor POOL =
      new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
  private static final ScheduledExecutorService SCHEDULER = Executors.newScheduledThreadPool(2);
  private static final ForkJoinPool FORK_JOIN = new ForkJoinPool(3);

  private ExecutorService executor = POOL;

  @AfterEach
  void stop() throws InterruptedException {
    if (executor != POOL) {
      executor.shutdownNow();
      assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
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

  static Stream<Way> ways() {
    return Stream.of(
            pools(), forkJoins(), beginnings(), followings(), pairs(), List.of(parallelStream()))
        .flatMap(List::stream);
  }

  private static List<Way> pools() {
    return List.of(
        new Way("execute", POOL::execute),
        new Way("submit", POOL::submit),
        new Way("submit a Callable", work -> POOL.submit(Executors.callable(work))),
        new Way("invokeAll", work -> POOL.invokeAll(List.of(Executors.callable(work)))),
        new Way("invokeAny", work -> POOL.invokeAny(List.of(Executors.callable(work)))),
        new Way("from a pool's thread", work -> POOL.execute(() -> POOL.execute(work))),
        new Way("execute of a scheduler", SCHEDULER::execute),
        new Way("schedule", work -> SCHEDULER.schedule(work, 1, TimeUnit.MILLISECONDS)),
        new Way(
            "schedule a Callable",
            work -> SCHEDULER.schedule(Executors.callable(work), 1, TimeUnit.MILLISECONDS)));
  }

  private static List<Way> forkJoins() {
    return List.of(
        new Way("fork-join execute", FORK_JOIN::execute),
        new Way("fork-join submit", FORK_JOIN::submit),
        new Way(
            "fork-join invokeAll",
            work -> FORK_JOIN.invokeAll(List.of(Executors.callable(work), () -> null))),
        new Way("fork by another thread", work -> ForkJoinTask.adapt(work).fork()),
        new Way("fork-join invoke", work -> FORK_JOIN.invoke(new Forking(work, 4))),
        new Way("execute a RecursiveTask", work -> FORK_JOIN.execute(new Summing(work, 4))),
        new Way("CountedCompleter", work -> FORK_JOIN.execute(new Counting(null, work, 4))),
        new Way(
            "invokeAll of tasks",
            work ->
                FORK_JOIN.execute(
                    () ->
                        ForkJoinTask.invokeAll(
                            ForkJoinTask.adapt(() -> {}), ForkJoinTask.adapt(work)))),
        new Way("managed blocker", work -> FORK_JOIN.execute(() -> block(work))));
  }

  private static void block(Runnable work) {
    try {
      ForkJoinPool.managedBlock(
          new ForkJoinPool.ManagedBlocker() {
            private boolean done;

            @Override
            public boolean block() {
              work.run();
              done = true;
              return true;
            }

            @Override
            public boolean isReleasable() {
              return done;
            }
          });
    } catch (InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  private static final class Forking extends RecursiveAction {
    private static final long serialVersionUID = 1;
    private final transient Runnable work;
    private final int depth;

    Forking(Runnable work, int depth) {
      this.work = work;
      this.depth = depth;
    }

    @Override
    protected void compute() {
      if (depth == 0) {
        work.run();
      } else {
        invokeAll(new Forking(() -> {}, depth - 1), new Forking(work, depth - 1));
      }
    }
  }

  private static final class Summing extends RecursiveTask<Integer> {
    private static final long serialVersionUID = 1;
    private final transient Runnable work;
    private final int depth;

    Summing(Runnable work, int depth) {
      this.work = work;
      this.depth = depth;
    }

    @Override
    protected Integer compute() {
      if (depth == 0) {
        work.run();
        return 1;
      }
      ForkJoinTask<Integer> forked = new Summing(work, depth - 1).fork();
      return new Summing(() -> {}, depth - 1).compute() + forked.join();
    }
  }

  private static final class Counting extends CountedCompleter<Void> {
    private static final long serialVersionUID = 1;
    private final transient Runnable work;
    private final int depth;

    Counting(Counting parent, Runnable work, int depth) {
      super(parent);
      this.work = work;
      this.depth = depth;
    }

    @Override
    public void compute() {
      if (depth == 0) {
        work.run();
      } else {
        addToPendingCount(1);
        new Counting(this, work, depth - 1).fork();
      }
      propagateCompletion();
    }
  }

  private static Way parallelStream() {
    return new Way(
        "parallel stream",
        work ->
            IntStream.range(0, 1000)
                .parallel()
                .forEach(
                    i -> {
                      if (i == 17) {
                        work.run();
                      }
                    }));
  }

  private static final java.util.concurrent.Executor BARE = task -> new Thread(task).start();

  private static List<Way> beginnings() {
    return List.of(
        new Way("runAsync", CompletableFuture::runAsync),
        new Way("runAsync in a pool", work -> CompletableFuture.runAsync(work, POOL)),
        new Way("runAsync in a thread of its own", work -> CompletableFuture.runAsync(work, BARE)),
        new Way("supplyAsync", work -> CompletableFuture.supplyAsync(() -> done(work))),
        new Way(
            "supplyAsync in a pool", work -> CompletableFuture.supplyAsync(() -> done(work), POOL)),
        new Way(
            "completeAsync",
            work -> new CompletableFuture<Integer>().completeAsync(() -> done(work))),
        new Way(
            "delayed executor",
            work ->
                CompletableFuture.runAsync(
                    work, CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, POOL))));
  }

  private static int done(Runnable work) {
    work.run();
    return 1;
  }

  /** Follows a future that somebody completes who knows of no run. */
  private static Way following(String name, Following following) {
    return new Way(
        name,
        work -> {
          CompletableFuture<Integer> first = new CompletableFuture<>();
          following.of(first, () -> done(work));
          Thread completing = new Thread(() -> first.complete(0));
          completing.start();
          completing.join();
        });
  }

  private interface Answer {
    int number();
  }

  private interface Following {
    void of(CompletableFuture<Integer> first, Answer work);
  }

  private static List<Way> followings() {
    return List.of(
        following("thenApply", (first, work) -> first.thenApply(x -> work.number())),
        following("thenApplyAsync", (first, work) -> first.thenApplyAsync(x -> work.number())),
        following(
            "thenApplyAsync in a pool",
            (first, work) -> first.thenApplyAsync(x -> work.number(), POOL)),
        following("thenAccept", (first, work) -> first.thenAccept(x -> work.number())),
        following("thenRun", (first, work) -> first.thenRun(work::number)),
        following(
            "thenCompose",
            (first, work) ->
                first.thenCompose(x -> CompletableFuture.completedFuture(work.number()))),
        following(
            "whenComplete", (first, work) -> first.whenComplete((x, failure) -> work.number())),
        following("handle", (first, work) -> first.handle((x, failure) -> work.number())),
        following(
            "exceptionally",
            (first, work) ->
                first.thenApply(x -> failing()).exceptionally(failure -> work.number())),
        following(
            "exceptionallyCompose",
            (first, work) ->
                first
                    .thenApply(x -> failing())
                    .exceptionallyCompose(
                        failure -> CompletableFuture.completedFuture(work.number()))),
        following(
            "of a copy",
            (first, work) -> {
              CompletionStage<Integer> copy = first.minimalCompletionStage();
              copy.thenApply(x -> work.number());
            }));
  }

  private static Integer failing() {
    throw new IllegalStateException("no disk");
  }

  private static List<Way> pairs() {
    CompletableFuture<Integer> done = CompletableFuture.completedFuture(1);
    CompletableFuture<Integer> never = new CompletableFuture<>();
    return List.of(
        following("thenCombine", (first, work) -> first.thenCombine(done, (x, y) -> work.number())),
        following(
            "thenAcceptBoth", (first, work) -> first.thenAcceptBoth(done, (x, y) -> work.number())),
        following("runAfterBoth", (first, work) -> first.runAfterBoth(done, work::number)),
        following("applyToEither", (first, work) -> first.applyToEither(never, x -> work.number())),
        following("acceptEither", (first, work) -> first.acceptEither(never, x -> work.number())),
        following("runAfterEither", (first, work) -> first.runAfterEither(never, work::number)));
  }

  private static OpenRun job(String name) {
    return JobRuns.begin(JobRun.builder(RunKind.JOB, JobName.of("test", name)).build());
  }

  private static void call(String name) {
    JobRuns.end(
        JobRuns.begin(JobRun.builder(RunKind.CALL, JobName.of("test", name)).build()),
        RunResult.succeeded());
  }

  private static RunAssert takeCall() {
    RunAssert call = runs.take().succeeded();
    assertThat(call.run().kind()).isEqualTo(RunKind.CALL);
    return call;
  }

  private static RunAssert takeJob(String name) {
    return runs.take().isJob("test", null, name).isOutermost().succeeded();
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void workIsInsideTheRunThatHandedItOver(Way way) throws Exception {
    OpenRun settlement = job("settlement");
    RunAssert call;
    try {
      way.hands().over(() -> call("bank"));
      call = takeCall();
    } finally {
      JobRuns.end(settlement, RunResult.succeeded());
    }
    call.isInside(takeJob("settlement"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void workOutsideARunIsInNone(Way way) throws Exception {
    workIsInsideTheRunThatHandedItOver(way);
    for (int i = 0; i < 20; i++) {
      BlockingQueue<String> seen = new ArrayBlockingQueue<>(1);
      way.hands().over(() -> seen.add(String.valueOf(JobRuns.current())));
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("null");
    }
  }

  // why: of a parallel stream the calling thread does a share itself
  static Stream<Way> waysToOthers() {
    return ways().filter(way -> !way.name().equals("parallel stream"));
  }

  @ParameterizedTest
  @MethodSource("waysToOthers")
  void workThatComesAfterTheEndOfItsRunIsStillInsideIt(Way way) throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread handing =
        new Thread(
            () -> {
              OpenRun settlement = job("settlement");
              try {
                way.hands()
                    .over(
                        () -> {
                          JobRuns.end(settlement, RunResult.succeeded());
                          ended.countDown();
                          call("bank");
                        });
              } catch (Exception thrown) {
                failure.set(thrown);
              }
            });
    handing.start();
    await(ended);
    RunAssert settlement = takeJob("settlement");
    takeCall().isInside(settlement);
    handing.join();
    assertThat(failure.get()).isNull();
  }

  @Test
  void sameTaskSubmittedInTwoRunsIsInsideEach() throws Exception {
    ThreadPoolExecutor pool = blocked(new LinkedBlockingQueue<>());
    BlockingQueue<OpenRun> seen = new LinkedBlockingQueue<>();
    Runnable task = () -> seen.add(JobRuns.current());
    OpenRun first = job("first");
    pool.execute(task);
    JobRuns.end(first, RunResult.succeeded());
    OpenRun second = job("second");
    pool.execute(task);
    JobRuns.end(second, RunResult.succeeded());
    release.countDown();

    assertThat(List.of(seen.take(), seen.take())).containsExactlyInAnyOrder(first, second);
    takeJob("first");
    takeJob("second");
  }

  private final CountDownLatch release = new CountDownLatch(1);

  /** A pool of one thread, which is busy until {@link #release}. */
  private ThreadPoolExecutor blocked(BlockingQueue<Runnable> queue) throws Exception {
    return blocked(new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, queue));
  }

  private ThreadPoolExecutor blocked(ThreadPoolExecutor pool) throws Exception {
    executor = pool;
    CountDownLatch running = new CountDownLatch(1);
    pool.execute(
        () -> {
          running.countDown();
          try {
            release.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        });
    await(running);
    return pool;
  }

  @Test
  void hooksOfThePoolItselfSeeTheRunAlsoOfATaskThatThrows() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    executor =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
          @Override
          protected void beforeExecute(Thread thread, Runnable task) {
            seen.add("before " + name(JobRuns.current()));
          }

          @Override
          protected void afterExecute(Runnable task, Throwable thrown) {
            seen.add("after " + name(JobRuns.current()) + " " + thrown);
          }
        };
    ((ThreadPoolExecutor) executor)
        .setThreadFactory(
            work -> {
              Thread thread = new Thread(work);
              thread.setUncaughtExceptionHandler(
                  (dead, thrown) -> seen.add("dead " + name(JobRuns.current())));
              return thread;
            });
    OpenRun settlement = job("settlement");
    executor.execute(
        () -> {
          throw new IllegalStateException("no disk");
        });
    executor.submit(() -> call("bank")).get();
    JobRuns.end(settlement, RunResult.succeeded());
    executor.execute(() -> {});
    executor.shutdown();
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

    assertThat(seen)
        .containsExactlyInAnyOrder(
            "before run",
            "after run java.lang.IllegalStateException: no disk",
            "dead none",
            "before run",
            "after run null",
            "before none",
            "after none null");
    takeCall().isInside(takeJob("settlement"));
  }

  private static String name(OpenRun run) {
    return run == null ? "none" : "run";
  }

  @Test
  void threadMadeInARunWorksForNobodyLater() throws Exception {
    executor = new ThreadPoolExecutor(0, 9, 1, TimeUnit.MINUTES, new SynchronousQueue<>());
    OpenRun settlement = job("settlement");
    executor.submit(() -> call("bank")).get();
    JobRuns.end(settlement, RunResult.succeeded());
    takeCall().isInside(takeJob("settlement"));

    assertThat(executor.submit(JobRuns::current).get()).isNull();
  }

  @Test
  void periodicTaskIsNoPartOfTheRunThatScheduledIt() throws Exception {
    ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    executor = scheduler;
    OpenRun settlement = job("settlement");
    CountDownLatch once = new CountDownLatch(1);
    scheduler.scheduleAtFixedRate(once::countDown, 0, 1, TimeUnit.DAYS);
    await(once);
    runs.take().isJob("executor", null, "HandoverIT every 24 h").isOutermost().succeeded();
    JobRuns.end(settlement, RunResult.succeeded());
    takeJob("settlement");
  }

  static Stream<RejectedExecutionHandler> policies() {
    return Stream.of(
        new ThreadPoolExecutor.AbortPolicy(),
        new ThreadPoolExecutor.CallerRunsPolicy(),
        new ThreadPoolExecutor.DiscardPolicy(),
        new ThreadPoolExecutor.DiscardOldestPolicy());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void taskThatWasRefusedInARunIsInNoneLater(RejectedExecutionHandler policy) throws Exception {
    ThreadPoolExecutor pool = blocked(new ArrayBlockingQueue<>(1));
    pool.setRejectedExecutionHandler(policy);
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Runnable task = () -> seen.add(name(JobRuns.current()));
    pool.execute(() -> {});
    OpenRun settlement = job("settlement");
    try {
      pool.execute(task);
    } catch (java.util.concurrent.RejectedExecutionException refused) {
      seen.add("refused");
    }
    JobRuns.end(settlement, RunResult.succeeded());
    takeJob("settlement");
    release.countDown();
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

    POOL.submit(task).get();
    POOL.execute(task);
    POOL.submit(() -> {}).get();
    String refused =
        policy instanceof ThreadPoolExecutor.AbortPolicy
            ? "refused"
            : policy instanceof ThreadPoolExecutor.DiscardPolicy ? "none" : "run";
    assertThat(seen.take()).isEqualTo(refused);
    assertThat(seen.take()).isEqualTo("none");
  }

  @Test
  void taskThatWasTakenOutOfTheQueueIsInNoRunLater() throws Exception {
    ThreadPoolExecutor pool = blocked(new LinkedBlockingQueue<>());
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Runnable task = () -> seen.add(name(JobRuns.current()));
    OpenRun settlement = job("settlement");
    pool.execute(task);
    assertThat(pool.getQueue()).containsExactly(task);
    assertThat(pool.remove(task)).isTrue();
    assertThat(pool.remove(task)).isFalse();
    JobRuns.end(settlement, RunResult.succeeded());
    takeJob("settlement");

    pool.execute(task);
    release.countDown();
    assertThat(seen.take()).isEqualTo("none");
  }

  @Test
  void tasksThatNeverRanAreTheOnesThatWereSubmitted() throws Exception {
    ThreadPoolExecutor pool = blocked(new LinkedBlockingQueue<>());
    List<Runnable> tasks = List.of(() -> {}, () -> {}, () -> {});
    OpenRun settlement = job("settlement");
    tasks.forEach(pool::execute);
    JobRuns.end(settlement, RunResult.succeeded());
    takeJob("settlement");

    assertThat(pool.shutdownNow()).containsExactlyElementsOf(tasks);
  }

  @Test
  void bareThreadIsInNoRun() throws Exception {
    OpenRun settlement = job("settlement");
    AtomicReference<String> seen = new AtomicReference<>();
    Thread bare = new Thread(() -> seen.set(name(JobRuns.current())));
    bare.start();
    bare.join();
    JobRuns.end(settlement, RunResult.succeeded());
    takeJob("settlement");

    assertThat(seen.get()).isEqualTo("none");
  }

  @Test
  void functionThatFollowsInNoRunIsInTheOneOfWhoeverCompletes() throws Exception {
    CompletableFuture<Integer> first = new CompletableFuture<>();
    first.thenRun(() -> call("bank"));
    OpenRun settlement = job("settlement");
    first.complete(1);
    JobRuns.end(settlement, RunResult.succeeded());
    takeCall().isInside(takeJob("settlement"));
  }

  @Test
  void functionsOfTwoRunsThatFollowOneFutureAreEachInTheirOwn() throws Exception {
    CompletableFuture<Integer> first = new CompletableFuture<>();
    OpenRun one = job("one");
    first.thenRun(() -> call("one"));
    JobRuns.end(one, RunResult.succeeded());
    OpenRun two = job("two");
    first.thenRun(() -> call("two"));
    first.complete(1);
    JobRuns.end(two, RunResult.succeeded());

    RunAssert ofOne = takeJob("one");
    RunAssert a = takeCall();
    RunAssert b = takeCall();
    RunAssert ofTwo = takeJob("two");
    (a.run().name().name().equals("one") ? a : b).isInside(ofOne);
    (a.run().name().name().equals("two") ? a : b).isInside(ofTwo);
  }
}
