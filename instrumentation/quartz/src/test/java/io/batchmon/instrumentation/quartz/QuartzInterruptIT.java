package io.batchmon.instrumentation.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quartz.JobBuilder.newJob;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.JobRun;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.UnableToInterruptJobException;

/** What an interrupt makes of a run. */
class QuartzInterruptIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new QuartzInstrumentation());

  private static final JobKey JOB = new JobKey("invoices", "billing");

  private static void startJob(TestScheduler scheduler) throws Exception {
    scheduler.fire(
        scheduler.add(newJob(InterruptedJob.class).withIdentity(JOB).storeDurably().build()));
    assertThat(InterruptedJob.RUNNING.poll(30, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void interruptedJobIsStopped() throws Exception {
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      startJob(scheduler);
      JobRun started = runs.awaitStart();

      assertThat(scheduler.quartz().interrupt(JOB)).isTrue();

      runs.take().isJob("quartz", "billing", "invoices").stopped().hasStatus(null);
      assertThat(started.codeClass()).isEqualTo(InterruptedJob.class.getName());
    }
  }

  @Test
  void interruptedFiringIsStopped() throws Exception {
    boolean canInterruptOne =
        Arrays.stream(Scheduler.class.getMethods())
            .anyMatch(
                method ->
                    method.getName().equals("interrupt")
                        && method.getParameterTypes()[0] == String.class);
    if (System.getProperty("version.line", "newest").equals("floor")) {
      assertThat(canInterruptOne).as("2.0 can interrupt all firings of a job only").isFalse();
      return;
    }
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      startJob(scheduler);
      JobRun started = runs.awaitStart();

      assertThat(scheduler.quartz().interrupt(started.instanceId())).isTrue();

      runs.take().isJob("quartz", "billing", "invoices").stopped().hasStatus(null);
    }
  }

  @Test
  void jobThatFailsWhenAskedToStopHasFailed() throws Exception {
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      InterruptedJob.complaint = "disk full";
      startJob(scheduler);

      assertThat(scheduler.quartz().interrupt(JOB)).isTrue();

      runs.take()
          .isJob("quartz", "billing", "invoices")
          .failedWith(IllegalStateException.class, "disk full")
          .hasStatus(null);
    } finally {
      InterruptedJob.complaint = null;
    }
  }

  @Test
  void interruptThatAJobCannotTakeIsNoStop() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      scheduler.fire(
          scheduler.add(
              "invoices",
              context -> {
                running.countDown();
                try {
                  if (!end.await(30, TimeUnit.SECONDS)) {
                    throw new JobExecutionException("never told to end");
                  }
                } catch (InterruptedException failure) {
                  throw new JobExecutionException(failure);
                }
              }));
      assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();

      assertThatThrownBy(() -> scheduler.quartz().interrupt(JOB))
          .isInstanceOf(UnableToInterruptJobException.class);
      end.countDown();

      runs.take().isJob("quartz", "billing", "invoices").succeeded();
    }
  }
}
