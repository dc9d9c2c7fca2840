package io.batchmon.instrumentation.springscheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.support.ScheduledMethodRunnable;
import org.springframework.scheduling.support.TaskUtils;

/**
 * Every version of Spring. Names come from classes, so none is odd; Spring neither skips nor
 * refuses a firing, has nothing of a task to serialize, and stops one only by interrupting it.
 */
class SpringSchedulingIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new SpringSchedulingInstrumentation());

  private static final Duration HOUR = Duration.ofHours(1);

  private final TaskScheduler scheduler = Schedulers.scheduler();

  @AfterEach
  void shutDown() {
    Schedulers.pool(scheduler).destroy();
  }

  static class Orders {
    public void load() {}

    public void fail() {
      throw new IllegalStateException("no orders");
    }

    public void failChecked() throws IOException {
      throw new IOException("no file");
    }
  }

  static class HourlyJob {
    @Scheduled(fixedRate = 3_600_000)
    public void close() {
      throw new UncheckedIOException("books", new IOException("open"));
    }
  }

  static class DelayedJob {
    @Scheduled(fixedDelay = 90_000)
    public void tidy() {}
  }

  interface Task {
    void work();
  }

  static class Worker implements Task {
    @Override
    public void work() {}
  }

  static class Report implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("no data");
    }
  }

  private Runnable method(String name) throws NoSuchMethodException {
    return new ScheduledMethodRunnable(new Orders(), name);
  }

  @Test
  void cronMethodIsOneRunWithItsTimes() throws Exception {
    String cron = Schedulers.cron(scheduler, method("load"));

    RunAssert taken = runs.take();
    taken.isJob("spring_scheduling", null, "Orders.load").isOutermost().succeeded();
    JobRun run = taken.run();
    assertThat(run.isByScheduler()).isTrue();
    assertThat(run.schedule()).isEqualTo(cron);
    assertThat(run.scheduledMillis() % 1000).isZero();
    assertThat(run.scheduledMillis())
        .isBetween(System.currentTimeMillis() - 30_000, System.currentTimeMillis());
    assertThat(Duration.ofMillis(run.nextMillis() - run.scheduledMillis()).toDays())
        .isBetween(365L, 366L);
    assertThat(run.codeClass()).isEqualTo(Orders.class.getName());
    assertThat(run.codeMethod()).isEqualTo("load");
  }

  @Test
  void annotatedMethodThatThrowsIsAFailedRun() {
    GenericApplicationContext context = Schedulers.context(scheduler, HourlyJob.class);

    RunAssert taken = runs.take();
    taken
        .isJob("spring_scheduling", null, "HourlyJob.close")
        .failedWith(UncheckedIOException.class, "books");
    assertThat(taken.result().diedWith()).isNull();
    assertThat(taken.run().schedule()).isEqualTo("every 1 h");
    assertThat(taken.run().nextMillis() - taken.run().scheduledMillis()).isEqualTo(3_600_000);
    context.close();
  }

  @Test
  void fixedDelayHasNoNextTime() {
    GenericApplicationContext context = Schedulers.context(scheduler, DelayedJob.class);

    RunAssert taken = runs.take();
    taken.isJob("spring_scheduling", null, "DelayedJob.tidy").succeeded();
    assertThat(taken.run().schedule()).isEqualTo("90 s after the end");
    assertThat(taken.run().scheduledMillis()).isNotEqualTo(JobRun.NO_TIME);
    assertThat(taken.run().nextMillis()).isEqualTo(JobRun.NO_TIME);
    context.close();
  }

  @Test
  void checkedExceptionIsNotWrapped() throws Exception {
    Schedulers.every(scheduler, method("failChecked"), HOUR);

    runs.take()
        .isJob("spring_scheduling", null, "Orders.failChecked")
        .failedWith(IOException.class, "no file");
  }

  @Test
  void failureThatTheErrorHandlerSwallowsIsAFailedRun() throws Exception {
    CountDownLatch handled = new CountDownLatch(1);
    Schedulers.pool(scheduler).setErrorHandler(failure -> handled.countDown());

    Schedulers.every(scheduler, method("fail"), HOUR);

    RunAssert taken = runs.take();
    taken.failedWith(IllegalStateException.class, "no orders");
    assertThat(taken.result().diedWith()).isNull();
    assertThat(handled.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void failureOfATaskOfTheApplicationThatTheErrorHandlerSwallowsIsAFailedRun() throws Exception {
    CountDownLatch handled = new CountDownLatch(1);
    Schedulers.pool(scheduler).setErrorHandler(failure -> handled.countDown());

    Schedulers.every(scheduler, new Report(), HOUR);

    RunAssert taken = runs.take();
    taken
        .isJob("spring_scheduling", null, "Report")
        .failedWith(IllegalStateException.class, "no data");
    assertThat(taken.result().diedWith()).isNull();
    assertThat(handled.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void failureThatLeavesTheErrorHandlerEndsTheSchedule() throws Exception {
    Schedulers.pool(scheduler).setErrorHandler(TaskUtils.LOG_AND_PROPAGATE_ERROR_HANDLER);

    Schedulers.every(scheduler, method("fail"), HOUR);
    runs.take()
        .isJob("spring_scheduling", null, "Orders.fail")
        .failedWith(IllegalStateException.class, "no orders")
        .diedWith("");
    Schedulers.after(scheduler, new Report(), HOUR);
    runs.take()
        .isJob("spring_scheduling", null, "Report")
        .failedWith(IllegalStateException.class, "no data")
        .diedWith("");
    Schedulers.cron(scheduler, method("fail"));
    runs.take().failedWith(IllegalStateException.class, "no orders").diedWith("");
  }

  @Test
  void taskOfTheApplicationThatThrowsIsAFailedRun() {
    Schedulers.every(scheduler, new Report(), HOUR);

    RunAssert taken = runs.take();
    taken
        .isJob("spring_scheduling", null, "Report")
        .failedWith(IllegalStateException.class, "no data");
    assertThat(taken.run().codeClass()).isEqualTo(Report.class.getName());
    assertThat(taken.run().codeMethod()).isEqualTo("run");
    assertThat(taken.result().diedWith()).isNull();
  }

  @Test
  void lambdasOfOneClassAreToldApartByTheirSchedules() {
    Schedulers.every(scheduler, () -> {}, HOUR);
    runs.take().isJob("spring_scheduling", null, "SpringSchedulingIT every 1 h").succeeded();
    Schedulers.after(scheduler, () -> {}, Duration.ofMillis(90_500));
    runs.take()
        .isJob("spring_scheduling", null, "SpringSchedulingIT 90500 ms after the end")
        .succeeded();
  }

  @Test
  void everyFiringIsOneRunAndItsTimesFollowTheRate() {
    CompletableFuture<Runnable> future = new CompletableFuture<>();
    CountDownLatch left = new CountDownLatch(3);
    Runnable task =
        () -> {
          left.countDown();
          if (left.getCount() == 0) {
            future.join().run();
          }
        };

    future.complete(Schedulers.every(scheduler, task, Duration.ofMillis(200)));

    RunAssert first = runs.take();
    RunAssert second = runs.take();
    RunAssert third = runs.take();
    for (RunAssert run : List.of(first, second, third)) {
      run.isOutermost().succeeded();
    }
    assertThat(second.run().scheduledMillis() - first.run().scheduledMillis())
        .isBetween(198L, 202L);
    assertThat(third.run().scheduledMillis() - first.run().scheduledMillis()).isBetween(398L, 402L);
  }

  @Test
  void concurrentTasksAreRunsOfTheirOwn() {
    CyclicBarrier together = new CyclicBarrier(2);
    Runnable task =
        () -> {
          try {
            together.await(10, TimeUnit.SECONDS);
          } catch (Exception failure) {
            throw new IllegalStateException(failure);
          }
        };

    Schedulers.every(scheduler, task, HOUR);
    Schedulers.after(scheduler, task, HOUR);

    runs.take().isOutermost().succeeded();
    runs.take().isOutermost().succeeded();
  }

  @Test
  void methodRunByHandInsideARunIsItsChild() {
    Schedulers.every(
        scheduler,
        () -> {
          try {
            method("load").run();
          } catch (NoSuchMethodException failure) {
            throw new IllegalStateException(failure);
          }
        },
        HOUR);

    RunAssert inner = runs.take();
    RunAssert outer = runs.take();
    outer.isJob("spring_scheduling", null, "SpringSchedulingIT every 1 h").succeeded();
    inner.isJob("spring_scheduling", null, "Orders.load").isInside(outer).succeeded();
  }

  @Test
  void proxiedBeanHasTheNameOfItsClass() throws Exception {
    ProxyFactory proxies = new ProxyFactory(new Worker());

    Schedulers.every(
        scheduler,
        new ScheduledMethodRunnable(proxies.getProxy(), Task.class.getMethod("work")),
        HOUR);

    RunAssert taken = runs.take();
    taken.isJob("spring_scheduling", null, "Worker.work").succeeded();
    assertThat(taken.run().codeClass()).isEqualTo(Worker.class.getName());
  }

  @Test
  void taskThatIsNotRepeatedIsNoRun() throws Exception {
    CountDownLatch done = new CountDownLatch(1);

    Schedulers.pool(scheduler).execute(done::countDown);

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void otherSchedulerOfSpringIsSeen() {
    ConcurrentTaskScheduler concurrent =
        new ConcurrentTaskScheduler(Schedulers.pool(scheduler).getScheduledExecutor());

    Schedulers.every(concurrent, new Report(), HOUR);

    RunAssert taken = runs.take();
    taken.failedWith(IllegalStateException.class, "no data");
    assertThat(taken.run().schedule()).isEqualTo("every 1 h");
  }

  @Test
  void withoutListenerTheTaskRunsAlone() throws Exception {
    JobRuns.listen(null);
    CountDownLatch done = new CountDownLatch(1);

    Schedulers.every(scheduler, done::countDown, HOUR);

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Set.of(Schedulers.pool(scheduler).getScheduledExecutor().getClass().getName()))
        .allMatch(name -> name.startsWith("java.") || name.startsWith("org.springframework."));
  }
}
