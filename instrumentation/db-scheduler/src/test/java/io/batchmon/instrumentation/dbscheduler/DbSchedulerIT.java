package io.batchmon.instrumentation.dbscheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each execution of the real db-scheduler becomes. */
class DbSchedulerIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new DbSchedulerInstrumentation());

  private static final String NAME = "node-one";

  /** What the task itself saw. */
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  private final Instant due = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  /** What a task does. */
  private interface Body {
    void run() throws Exception;
  }

  private OneTimeTask<Void> task(Body body, FailureHandler<Void> handler) {
    return Tasks.oneTime("invoices")
        .onFailure(handler)
        .execute(
            (instance, context) -> {
              seen.add(instance.getId());
              try {
                body.run();
              } catch (RuntimeException | Error failure) {
                throw failure;
              } catch (Exception failure) {
                throw new IllegalStateException(failure);
              }
            });
  }

  private static FailureHandler<Void> remove() {
    return (complete, operations) -> operations.stop();
  }

  private static FailureHandler<Void> retryAtOnce(int times) {
    return (ExecutionComplete complete, ExecutionOperations<Void> operations) -> {
      int failures = complete.getExecution().consecutiveFailures;
      if (failures == 0) {
        operations.reschedule(complete, Instant.now());
      } else if (failures < times) {
        operations.reschedule(complete, Instant.now(), null);
      } else {
        operations.stop();
      }
    };
  }

  private static Running start(Task<?> task) throws Exception {
    return new Running(new Database(), task).start();
  }

  /** A scheduler that runs and is stopped at the end of a test. */
  private static final class Running implements AutoCloseable {
    private final Scheduler scheduler;

    Running(Database database, Task<?> task) {
      this(
          Scheduler.create(database.source(), List.of(task))
              .pollingInterval(Duration.ofMillis(50))
              .heartbeatInterval(Duration.ofMillis(200))
              .threads(3)
              .schedulerName(new SchedulerName.Fixed(NAME))
              .build());
    }

    Running(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    Running start() {
      scheduler.start();
      return this;
    }

    @Override
    public void close() {
      scheduler.stop();
    }
  }

  private RunAssert takeExecution(int attempt) throws Exception {
    assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("order-7");
    RunAssert taken =
        runs.take()
            .isJob("db_scheduler", null, "invoices")
            .isOutermost()
            .hasAttempt(attempt)
            .hasAttribute("batch.job.scheduler.name", NAME);
    assertThat(taken.run().instanceId()).isEqualTo("order-7");
    return taken;
  }

  @Test
  void taskThatReturnsIsOneSucceededRun() throws Exception {
    OneTimeTask<Void> task = task(() -> {}, remove());
    try (Running running = start(task)) {
      running.scheduler.schedule(task.instance("order-7"), due);

      RunAssert taken = takeExecution(1).succeeded().hasStatus(null);

      assertThat(taken.run().scheduledMillis()).isEqualTo(due.toEpochMilli());
      assertThat(taken.run().nextMillis()).isEqualTo(JobRun.NO_TIME);
    }
  }

  @Test
  void exceptionThatTheHandlerGivesUpIsTheFailure() throws Exception {
    failsWith(new IllegalArgumentException("Bad file"), "Bad file");
  }

  @Test
  void errorOfTheTaskIsTheFailure() throws Exception {
    failsWith(new StackOverflowError("Too deep"), "Too deep");
  }

  private void failsWith(Throwable thrown, String message) throws Exception {
    OneTimeTask<Void> task =
        task(
            () -> {
              if (thrown instanceof Error error) {
                throw error;
              }
              throw (RuntimeException) thrown;
            },
            remove());
    try (Running running = start(task)) {
      running.scheduler.schedule(task.instance("order-7"), due);

      RunAssert taken = takeExecution(1).failedWith(thrown.getClass(), message);

      assertThat(taken.result().isRetried()).isFalse();
    }
  }

  @Test
  void consecutiveFailuresAreTheAttemptUntilTheHandlerGivesUp() throws Exception {
    OneTimeTask<Void> task =
        task(
            () -> {
              throw new IllegalStateException("No disk");
            },
            retryAtOnce(2));
    try (Running running = start(task)) {
      running.scheduler.schedule(task.instance("order-7"), due);

      takeExecution(1).failedWith(IllegalStateException.class, "No disk").isRetried();
      RunAssert second = takeExecution(2);
      second.failedWith(IllegalStateException.class, "No disk").isRetried();
      RunAssert last = takeExecution(3).failedWith(IllegalStateException.class, "No disk");

      assertThat(last.result().isRetried()).isFalse();
      assertThat(second.run().scheduledMillis()).isGreaterThan(due.toEpochMilli());
    }
  }

  @Test
  void handlersOfTheFrameworkRetryToo() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    OneTimeTask<Void> task =
        task(
            () -> {
              if (failed.getCount() > 0) {
                failed.countDown();
                throw new IllegalStateException("No disk");
              }
            },
            new FailureHandler.OnFailureRetryLater<>(Duration.ofMillis(1)));
    try (Running running = start(task)) {
      running.scheduler.schedule(task.instance("order-7"), due);

      takeExecution(1).failedWith(IllegalStateException.class, "No disk").isRetried();
      takeExecution(2).succeeded();
    }
  }

  @Test
  void recurringTaskThatFailsIsNotRetriedBeforeItsTime() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    RecurringTask<Void> task =
        Tasks.recurring("nightly", FixedDelay.of(Duration.ofMillis(300)))
            .execute(
                (instance, context) -> {
                  if (failed.getCount() > 0) {
                    failed.countDown();
                    throw new IllegalStateException("No disk");
                  }
                });
    Scheduler scheduler =
        Scheduler.create(new Database().source(), List.<Task<?>>of())
            .startTasks(task)
            .pollingInterval(Duration.ofMillis(50))
            .schedulerName(new SchedulerName.Fixed(NAME))
            .build();
    try (Running running = new Running(scheduler)) {
      running.start();
      RunAssert first = runs.take().isJob("db_scheduler", null, "nightly").isOutermost();
      first.hasAttempt(1).failedWith(IllegalStateException.class, "No disk");
      RunAssert second = runs.take().isJob("db_scheduler", null, "nightly").isOutermost();
      second.hasAttempt(2).succeeded();
      JobRuns.listen(null);

      assertThat(first.result().isRetried()).isFalse();
      assertThat(first.run().instanceId()).isEqualTo(second.run().instanceId());
    }
  }

  @Test
  void executionWhoseSchedulerIsGoneIsLostAndRunsAgain() throws Exception {
    OneTimeTask<Void> task = task(() -> {}, remove());
    Database database = new Database();
    Instant heartbeat = due.minusSeconds(3600);
    database.addDead("invoices", "order-7", due.minusSeconds(7200), heartbeat);
    try (Running running = new Running(database, task)) {
      running.start();
      RunAssert lost = runs.take().isJob("db_scheduler", null, "invoices").isOutermost();
      lost.hasAttempt(2).lost("no heartbeat of its scheduler gone since " + heartbeat);

      assertThat(lost.run().instanceId()).isEqualTo("order-7");
      assertThat(lost.run().scheduledMillis()).isEqualTo(due.minusSeconds(7200).toEpochMilli());
      lost.hasAttribute("batch.job.scheduler.name", "gone");
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("order-7");
      runs.take().isJob("db_scheduler", null, "invoices").succeeded();
    }
  }

  @Test
  void executionsAtTheSameTimeAreRunsOfTheirOwn() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    OneTimeTask<Void> task = task(() -> together.await(30, TimeUnit.SECONDS), remove());
    try (Running running = start(task)) {
      running.scheduler.schedule(task.instance("one"), due);
      running.scheduler.schedule(task.instance("two"), due);

      RunAssert first = runs.take().isJob("db_scheduler", null, "invoices").isOutermost();
      RunAssert second = runs.take().isJob("db_scheduler", null, "invoices").isOutermost();
      first.succeeded();
      second.succeeded();
      assertThat(List.of(first.run().instanceId(), second.run().instanceId()))
          .containsExactlyInAnyOrder("one", "two");
    }
  }

  @Test
  void withoutTheAgentTheTaskRunsAsEver() throws Exception {
    JobRuns.listen(null);
    OneTimeTask<Void> task = task(() -> {}, remove());
    try (Running running = start(task)) {
      running.scheduler.schedule(task.instance("order-7"), due);

      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("order-7");
    }
  }
}
