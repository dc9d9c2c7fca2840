package io.batchmon.instrumentation.springscheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.scheduling.support.ScheduledMethodRunnable;
import org.springframework.scheduling.support.TaskUtils;
import reactor.core.publisher.Mono;

/** What Spring has since 6.1: tasks that it tracks, a thread for each firing, publishers. */
class SpringSixIT {
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
  }

  static class Report implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("no data");
    }
  }

  static class ReactiveJob {
    @Scheduled(fixedRate = 3_600_000)
    public Mono<Void> pull() {
      return Mono.delay(Duration.ofMillis(50)).then(Mono.error(new IllegalStateException("cold")));
    }
  }

  static class CalmJob {
    @Scheduled(fixedDelay = 3_600_000)
    public Mono<String> rest() {
      return Mono.just("done");
    }
  }

  static class EndlessJob {
    static final CountDownLatch subscribed = new CountDownLatch(1);

    @Scheduled(fixedRate = 3_600_000)
    public Mono<String> wait1() {
      return Mono.<String>never().doOnSubscribe(subscription -> subscribed.countDown());
    }
  }

  @Test
  void trackedTaskOfTheApplicationIsSeenWhateverTheErrorHandler() {
    Schedulers.pool(scheduler).setErrorHandler(failure -> {});
    ScheduledTaskRegistrar registrar = new ScheduledTaskRegistrar();
    registrar.setTaskScheduler(scheduler);
    registrar.addFixedRateTask(new Report(), HOUR);
    registrar.afterPropertiesSet();

    RunAssert taken = runs.take();
    taken
        .isJob("spring_scheduling", null, "Report")
        .failedWith(IllegalStateException.class, "no data");
    assertThat(taken.run().schedule()).isEqualTo("every 1 h");
    assertThat(registrar.getScheduledTasks()).hasSize(1);
    registrar.destroy();
  }

  @Test
  void publisherThatFailsLaterIsAFailedRun() {
    GenericApplicationContext context = Schedulers.context(scheduler, ReactiveJob.class);

    RunAssert taken = runs.take();
    taken
        .isJob("spring_scheduling", null, "ReactiveJob.pull")
        .isOutermost()
        .failedWith(IllegalStateException.class, "cold");
    assertThat(taken.run().schedule()).isEqualTo("every 1 h");
    assertThat(taken.run().codeClass()).isEqualTo(ReactiveJob.class.getName());
    context.close();
  }

  @Test
  void publisherThatCompletesAtOnceIsASuccess() {
    GenericApplicationContext context = Schedulers.context(scheduler, CalmJob.class);

    runs.take().isJob("spring_scheduling", null, "CalmJob.rest").succeeded();
    context.close();
  }

  @Test
  void cancelledSubscriptionIsStopped() throws Exception {
    GenericApplicationContext context = Schedulers.context(scheduler, EndlessJob.class);
    assertThat(EndlessJob.subscribed.await(10, TimeUnit.SECONDS)).isTrue();

    context.close();

    runs.take().isJob("spring_scheduling", null, "EndlessJob.wait1").stopped();
  }

  @Test
  void firingInAThreadOfItsOwnIsOneRun() throws Exception {
    try (SimpleAsyncTaskScheduler async = new SimpleAsyncTaskScheduler()) {
      String cron = Schedulers.cron(async, new ScheduledMethodRunnable(new Orders(), "load"));

      RunAssert taken = runs.take();
      taken.isJob("spring_scheduling", null, "Orders.load").isOutermost().succeeded();
      assertThat(taken.run().schedule()).isEqualTo(cron);
      assertThat(taken.run().scheduledMillis() % 1000).isZero();
      assertThat(taken.run().nextMillis()).isGreaterThan(taken.run().scheduledMillis());
    }
  }

  @Test
  void failureInAThreadOfItsOwnDoesNotEndTheSchedule() throws Exception {
    try (SimpleAsyncTaskScheduler async = new SimpleAsyncTaskScheduler()) {
      async.setErrorHandler(TaskUtils.LOG_AND_PROPAGATE_ERROR_HANDLER);
      Schedulers.every(async, new ScheduledMethodRunnable(new Orders(), "fail"), HOUR);

      RunAssert taken = runs.take();
      taken.failedWith(IllegalStateException.class, "no orders");
      assertThat(taken.result().diedWith()).isNull();
      assertThat(taken.run().schedule()).isEqualTo("every 1 h");
    }
  }
}
