package io.batchmon.instrumentation.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quartz.CronScheduleBuilder.cronSchedule;
import static org.quartz.JobBuilder.newJob;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;
import static org.quartz.TriggerBuilder.newTrigger;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.impl.matchers.EverythingMatcher;
import org.quartz.listeners.JobListenerSupport;
import org.quartz.listeners.TriggerListenerSupport;
import org.quartz.spi.OperableTrigger;

/** What each firing of the real Quartz becomes. */
class QuartzIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new QuartzInstrumentation());

  private static final long HOUR = Duration.ofHours(1).toMillis();

  /** What the job itself saw. */
  private final BlockingQueue<JobExecutionContext> seen = new ArrayBlockingQueue<>(10);

  private RunAssert takeFiring(int attempt, Class<?> code) throws Exception {
    JobExecutionContext context = seen.poll(30, TimeUnit.SECONDS);
    assertThat(context).as("what the job was given").isNotNull();
    return isFiring(runs.take(), context, attempt, code);
  }

  private static RunAssert isFiring(
      RunAssert taken, JobExecutionContext context, int attempt, Class<?> code) {
    JobKey job = context.getJobDetail().getKey();
    JobRun run = taken.run();
    assertThat(run.instanceId())
        .isEqualTo(((OperableTrigger) context.getTrigger()).getFireInstanceId())
        .isNotNull();
    assertThat(run.scheduledMillis()).isEqualTo(context.getScheduledFireTime().getTime());
    Date next = context.getNextFireTime();
    assertThat(run.nextMillis()).isEqualTo(next == null ? JobRun.NO_TIME : next.getTime());
    assertThat(run.codeClass()).isEqualTo(code.getName());
    assertThat(run.codeMethod()).isEqualTo("execute");
    return taken
        .isJob("quartz", "billing", job.getName())
        .isOutermost()
        .hasAttempt(attempt)
        .hasTrigger("at-two")
        .hasAttribute("batch.job.scheduler.name", TestScheduler.NAME);
  }

  @Test
  void jobThatReturnsIsOneSucceededRun() throws Exception {
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      JobKey job = scheduler.add("invoices", seen::add);
      Date start = new Date(System.currentTimeMillis() - 1);
      scheduler.fire(
          job,
          newTrigger()
              .withIdentity("at-two")
              .startAt(start)
              .withSchedule(simpleSchedule().withIntervalInHours(1).repeatForever())
              .build());

      RunAssert taken = takeFiring(1, BodyJob.class).succeeded().hasStatus(null);

      assertThat(taken.run().scheduledMillis()).isEqualTo(start.getTime());
      assertThat(taken.run().nextMillis()).isEqualTo(start.getTime() + HOUR);
      assertThat(taken.run().schedule()).isNull();
      assertThat(taken.run().attributeCount()).isEqualTo(1);
    }
  }

  @Test
  void cronExpressionIsTheSchedule() throws Exception {
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      JobKey job = scheduler.add("heartbeat", seen::add);
      scheduler.fire(
          job,
          newTrigger().withIdentity("at-two").withSchedule(cronSchedule("* * * * * ?")).build());
      RunAssert taken = takeFiring(1, BodyJob.class).succeeded();
      scheduler.quartz().shutdown(true);

      assertThat(taken.run().schedule()).isEqualTo("* * * * * ?");
      assertThat(taken.run().nextMillis()).isEqualTo(taken.run().scheduledMillis() + 1000);
      while (!seen.isEmpty()) {
        takeFiring(1, BodyJob.class).succeeded();
      }
    }
  }

  @Test
  void exceptionOfTheJobIsTheFailureWithoutWhatQuartzWrapsAroundIt() throws Exception {
    failsWith(new IllegalArgumentException("Bad file"), IllegalArgumentException.class, "Bad file");
  }

  @Test
  void errorOfTheJobIsTheFailure() throws Exception {
    failsWith(new StackOverflowError("Too deep"), StackOverflowError.class, "Too deep");
  }

  @Test
  void causeOfJobExecutionExceptionIsTheFailure() throws Exception {
    failsWith(
        new JobExecutionException("Import", new IllegalStateException("No disk")),
        IllegalStateException.class,
        "No disk");
  }

  @Test
  void jobExecutionExceptionWithoutCauseIsTheFailureItself() throws Exception {
    failsWith(new JobExecutionException("No orders"), JobExecutionException.class, "No orders");
  }

  private void failsWith(Throwable thrown, Class<? extends Throwable> type, String message)
      throws Exception {
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      scheduler.fire(
          scheduler.add(
              "invoices",
              context -> {
                seen.add(context);
                if (thrown instanceof JobExecutionException checked) {
                  throw checked;
                } else if (thrown instanceof Error error) {
                  throw error;
                }
                throw (RuntimeException) thrown;
              }));

      RunAssert taken = takeFiring(1, BodyJob.class).failedWith(type, message).hasStatus(null);

      assertThat(taken.result().isRetried()).isFalse();
    }
  }

  @Test
  void refiresAreNumberedAttemptsOfOneFiring() throws Exception {
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      scheduler.fire(
          scheduler.add(
              "invoices",
              context -> {
                seen.add(context);
                if (context.getRefireCount() < 2) {
                  String message = "Try " + context.getRefireCount();
                  throw new JobExecutionException(new IllegalStateException(message), true);
                }
              }));

      RunAssert first = takeFiring(1, BodyJob.class);
      first.failedWith(IllegalStateException.class, "Try 0").isRetried();
      RunAssert second = takeFiring(2, BodyJob.class);
      second.failedWith(IllegalStateException.class, "Try 1").isRetried();
      RunAssert third = takeFiring(3, BodyJob.class).succeeded();

      assertThat(third.result().isRetried()).isFalse();
      assertThat(second.run().instanceId()).isEqualTo(first.run().instanceId());
      assertThat(third.run().instanceId()).isEqualTo(first.run().instanceId());
    }
  }

  @Test
  void vetoedFiringIsSkippedOnce() throws Exception {
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      addTriggerListener(
          scheduler,
          context -> {
            seen.add(context);
            return true;
          });
      scheduler.fire(scheduler.add("invoices", context -> {}));

      takeFiring(1, BodyJob.class).skipped("vetoed by a trigger listener").hasStatus("VETOED");
    }
  }

  @Test
  void firingWhoseTriggerListenerThrowsIsRejected() throws Exception {
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      addTriggerListener(
          scheduler,
          context -> {
            seen.add(context);
            throw new IllegalStateException("No calendar");
          });
      scheduler.fire(scheduler.add("invoices", context -> {}));

      takeFiring(1, BodyJob.class).rejectedWith(IllegalStateException.class, "No calendar");
    }
  }

  /** Whether a firing shall not happen. */
  private interface Veto {
    boolean of(JobExecutionContext context);
  }

  private static void addTriggerListener(TestScheduler scheduler, Veto veto) throws Exception {
    TriggerListenerSupport listener =
        new TriggerListenerSupport() {
          @Override
          public String getName() {
            return "holidays";
          }

          @Override
          public boolean vetoJobExecution(org.quartz.Trigger trigger, JobExecutionContext context) {
            return veto.of(context);
          }
        };
    scheduler
        .quartz()
        .getListenerManager()
        .addTriggerListener(listener, List.of(EverythingMatcher.allTriggers()));
  }

  @Test
  void listenerThatThrowsBeforeTheJobMakesTheRunRejected() throws Exception {
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      addJobListener(scheduler, true);
      scheduler.fire(scheduler.add("invoices", context -> {}));

      takeFiring(1, BodyJob.class).rejectedWith(IllegalStateException.class, "No audit log");
    }
  }

  @Test
  void listenerThatThrowsAfterTheJobLeavesItsResultAlone() throws Exception {
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      addJobListener(scheduler, false);
      scheduler.fire(scheduler.add("invoices", context -> {}));

      takeFiring(1, BodyJob.class).succeeded();
      // why: such a listener makes Quartz believe that the job runs for ever, so nobody waits
      scheduler.quartz().shutdown(false);
    }
  }

  private void addJobListener(TestScheduler scheduler, boolean before) throws Exception {
    JobListenerSupport listener =
        new JobListenerSupport() {
          @Override
          public String getName() {
            return "audit";
          }

          @Override
          public void jobToBeExecuted(JobExecutionContext context) {
            seen.add(context);
            if (before) {
              throw new IllegalStateException("No audit log");
            }
          }

          @Override
          public void jobWasExecuted(JobExecutionContext context, JobExecutionException failure) {
            throw new IllegalStateException("No audit log");
          }
        };
    scheduler
        .quartz()
        .getListenerManager()
        .addJobListener(listener, List.of(EverythingMatcher.allJobs()));
  }

  @Test
  void jobThatCannotBeCreatedIsRejected() throws Exception {
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      JobKey job = new JobKey("invoices", "billing");
      scheduler.fire(
          scheduler.add(newJob(UncreatableJob.class).withIdentity(job).storeDurably().build()));

      RunAssert taken = runs.take().isJob("quartz", "billing", "invoices").isOutermost();
      taken
          .rejectedBy("No data source")
          .hasAttempt(1)
          .hasTrigger("at-two")
          .hasAttribute("batch.job.scheduler.name", TestScheduler.NAME);
      assertThat(taken.run().codeClass()).isEqualTo(UncreatableJob.class.getName());
      assertThat(taken.run().instanceId()).isNotNull();
      assertThat(taken.run().scheduledMillis()).isNotEqualTo(JobRun.NO_TIME);
      assertThat(taken.run().nextMillis()).isEqualTo(JobRun.NO_TIME);
    }
  }

  @Test
  void misfireIsRecordedWithTheTimeThatWasMissed() throws Exception {
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      missOnce(scheduler);
    }
  }

  @Test
  void misfireOfTheClusteredStoreIsRecordedWithTheTimeThatWasMissed() throws Exception {
    try (TestScheduler scheduler = TestScheduler.clustered()) {
      missOnce(scheduler);
    }
  }

  private static void missOnce(TestScheduler scheduler) throws Exception {
    JobKey job = scheduler.add("invoices", context -> {});
    Date missed = new Date(System.currentTimeMillis() - HOUR / 2);
    scheduler.fire(
        job,
        newTrigger()
            .withIdentity("at-two")
            .startAt(missed)
            .withSchedule(
                simpleSchedule()
                    .withIntervalInHours(1)
                    .repeatForever()
                    .withMisfireHandlingInstructionNextWithExistingCount())
            .build());

    assertThat(runs.takeMissed())
        .isEqualTo(
            new RecordedRuns.Missed(
                JobName.of("quartz", "billing", "invoices"),
                missed.getTime(),
                "misfire of trigger at-two"));
  }

  @Test
  void firingsAtTheSameTimeAreRunsOfTheirOwn() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      JobKey job =
          scheduler.add(
              "invoices",
              context -> {
                try {
                  together.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                  throw new JobExecutionException(e);
                }
              });
      scheduler.fire(job, newTrigger().withIdentity("one").build());
      scheduler.fire(job, newTrigger().withIdentity("two").build());

      RunAssert first = runs.take().isJob("quartz", "billing", "invoices").isOutermost();
      RunAssert second = runs.take().isJob("quartz", "billing", "invoices").isOutermost();
      first.succeeded();
      second.succeeded();
      assertThat(List.of(first.run().trigger(), second.run().trigger()))
          .containsExactlyInAnyOrder("one", "two");
      assertThat(first.run().instanceId()).isNotEqualTo(second.run().instanceId());
    }
  }

  @Test
  void jobThatCallsAnotherJobIsOneRun() throws Exception {
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      scheduler.fire(
          scheduler.add(
              "invoices",
              context -> {
                if (seen.isEmpty()) {
                  seen.add(context);
                  new BodyJob().execute(context);
                }
              }));

      takeFiring(1, BodyJob.class).succeeded();
    }
  }

  @Test
  void withoutTheAgentTheJobRunsAsEver() throws Exception {
    JobRuns.listen(null);
    try (TestScheduler scheduler = TestScheduler.inMemory()) {
      scheduler.fire(scheduler.add("invoices", seen::add));

      assertThat(seen.poll(30, TimeUnit.SECONDS)).isNotNull();
    }
  }
}
