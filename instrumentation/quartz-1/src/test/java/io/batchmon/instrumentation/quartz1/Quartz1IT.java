package io.batchmon.instrumentation.quartz1;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.CronTrigger;
import org.quartz.Job;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.listeners.JobListenerSupport;
import org.quartz.listeners.TriggerListenerSupport;

/** What each firing of the real Quartz 1.8 becomes. */
class Quartz1IT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new Quartz1Instrumentation());

  private static final long HOUR = Duration.ofHours(1).toMillis();

  /** What the job itself saw. */
  private final BlockingQueue<JobExecutionContext> seen = new ArrayBlockingQueue<>(10);

  private Scheduler scheduler;

  @BeforeEach
  void start() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "nightly-scheduler");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "3");
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    properties.setProperty("org.quartz.jobStore.misfireThreshold", "60000");
    properties.setProperty("org.quartz.scheduler.idleWaitTime", "1000");
    scheduler = new StdSchedulerFactory(properties).getScheduler();
    BodyJob.body = (context, interrupted) -> seen.add(context);
  }

  @AfterEach
  void stop() throws Exception {
    scheduler.shutdown(true);
  }

  private void fire(Class<? extends Job> job, Trigger trigger) throws Exception {
    scheduler.scheduleJob(new JobDetail("invoices", "billing", job), trigger);
    scheduler.start();
  }

  private void fireOnce() throws Exception {
    fire(BodyJob.class, new SimpleTrigger("at-two", "billing"));
  }

  private RunAssert takeFiring(int attempt) throws Exception {
    JobExecutionContext context = seen.poll(30, TimeUnit.SECONDS);
    assertThat(context).as("what the job was given").isNotNull();
    RunAssert taken = isFiring(runs.take(), BodyJob.class).hasAttempt(attempt);
    assertThat(taken.run().instanceId()).isEqualTo(context.getTrigger().getFireInstanceId());
    assertThat(taken.run().scheduledMillis()).isEqualTo(context.getScheduledFireTime().getTime());
    Date next = context.getNextFireTime();
    assertThat(taken.run().nextMillis()).isEqualTo(next == null ? JobRun.NO_TIME : next.getTime());
    return taken;
  }

  private static RunAssert isFiring(RunAssert taken, Class<?> code) {
    assertThat(taken.run().codeClass()).isEqualTo(code.getName());
    assertThat(taken.run().codeMethod()).isEqualTo("execute");
    assertThat(taken.run().instanceId()).isNotNull();
    return taken
        .isJob("quartz", "billing", "invoices")
        .isOutermost()
        .hasTrigger("at-two")
        .hasAttribute("batch.job.scheduler.name", "nightly-scheduler");
  }

  @Test
  void jobThatReturnsIsOneSucceededRun() throws Exception {
    Date start = new Date(System.currentTimeMillis() - 1);
    fire(
        BodyJob.class,
        new SimpleTrigger(
            "at-two", "billing", start, null, SimpleTrigger.REPEAT_INDEFINITELY, HOUR));

    RunAssert taken = takeFiring(1).succeeded().hasStatus(null);

    assertThat(taken.run().scheduledMillis()).isEqualTo(start.getTime());
    assertThat(taken.run().nextMillis()).isEqualTo(start.getTime() + HOUR);
  }

  @Test
  void cronExpressionIsTheSchedule() throws Exception {
    fire(BodyJob.class, new CronTrigger("at-two", "billing", "* * * * * ?"));
    RunAssert taken = takeFiring(1).succeeded();
    scheduler.shutdown(true);

    assertThat(taken.run().schedule()).isEqualTo("* * * * * ?");
    while (!seen.isEmpty()) {
      takeFiring(1).succeeded();
    }
  }

  @Test
  void exceptionOfTheJobIsTheFailureWithoutWhatQuartzWrapsAroundIt() throws Exception {
    BodyJob.body =
        (context, interrupted) -> {
          seen.add(context);
          throw new IllegalArgumentException("Bad file");
        };
    fireOnce();

    takeFiring(1).failedWith(IllegalArgumentException.class, "Bad file").hasStatus(null);
  }

  @Test
  void refiresAreNumberedAttemptsOfOneFiring() throws Exception {
    BodyJob.body =
        (context, interrupted) -> {
          seen.add(context);
          if (context.getRefireCount() < 1) {
            throw new JobExecutionException(new IllegalStateException("No disk"), true);
          }
        };
    fireOnce();

    RunAssert first = takeFiring(1);
    first.failedWith(IllegalStateException.class, "No disk").isRetried();
    RunAssert second = takeFiring(2).succeeded();
    assertThat(second.run().instanceId()).isEqualTo(first.run().instanceId());
  }

  @Test
  void vetoedFiringIsSkippedOnce() throws Exception {
    scheduler.addGlobalTriggerListener(
        new TriggerListenerSupport() {
          @Override
          public String getName() {
            return "holidays";
          }

          @Override
          public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
            seen.add(context);
            return true;
          }
        });
    fireOnce();

    takeFiring(1).skipped("vetoed by a trigger listener").hasStatus("VETOED");
  }

  @Test
  void listenerThatThrowsBeforeTheJobMakesTheRunRejected() throws Exception {
    scheduler.addGlobalJobListener(
        new JobListenerSupport() {
          @Override
          public String getName() {
            return "audit";
          }

          @Override
          public void jobToBeExecuted(JobExecutionContext context) {
            seen.add(context);
            throw new IllegalStateException("No audit log");
          }
        });
    fireOnce();

    takeFiring(1).rejectedWith(IllegalStateException.class, "No audit log");
  }

  @Test
  void jobThatCannotBeCreatedIsRejected() throws Exception {
    fire(UncreatableJob.class, new SimpleTrigger("at-two", "billing"));

    isFiring(runs.take(), UncreatableJob.class).rejectedBy("No data source").hasAttempt(1);
  }

  @Test
  void interruptedJobIsStopped() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    BodyJob.body =
        (context, interrupted) -> {
          seen.add(context);
          running.countDown();
          interrupted.await(30, TimeUnit.SECONDS);
        };
    fireOnce();
    assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(scheduler.interrupt("invoices", "billing")).isTrue();

    takeFiring(1).stopped();
  }

  @Test
  void misfireIsRecordedWithTheTimeThatWasMissed() throws Exception {
    Date missed = new Date(System.currentTimeMillis() - HOUR / 2);
    SimpleTrigger trigger =
        new SimpleTrigger(
            "at-two", "billing", missed, null, SimpleTrigger.REPEAT_INDEFINITELY, HOUR);
    trigger.setMisfireInstruction(
        SimpleTrigger.MISFIRE_INSTRUCTION_RESCHEDULE_NEXT_WITH_EXISTING_COUNT);
    fire(BodyJob.class, trigger);

    assertThat(runs.takeMissed())
        .isEqualTo(
            new RecordedRuns.Missed(
                JobName.of("quartz", "billing", "invoices"),
                missed.getTime(),
                "misfire of trigger at-two"));
  }

  @Test
  void withoutTheAgentTheJobRunsAsEver() throws Exception {
    JobRuns.listen(null);
    fireOnce();

    assertThat(seen.poll(30, TimeUnit.SECONDS)).isNotNull();
  }
}
