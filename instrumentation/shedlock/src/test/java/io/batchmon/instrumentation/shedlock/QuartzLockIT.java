package io.batchmon.instrumentation.shedlock;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import net.javacrumbs.shedlock.core.LockConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/** What ShedLock makes of the run of a Quartz job that locks. */
class QuartzLockIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new LockedInstrumentation());

  private static final BlockingQueue<String> WORKED = new LinkedBlockingQueue<>();
  private static volatile Locks locks;
  private static volatile boolean failing;

  private Scheduler scheduler;

  /** Works under its lock only. */
  public static final class Invoices implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      try {
        LockConfiguration lock = Locks.lock("invoices", Duration.ofMinutes(5), Duration.ZERO);
        locks.executor().executeWithLock((Runnable) Invoices::send, lock);
      } catch (IllegalStateException failure) {
        throw failure;
      } catch (Exception failure) {
        throw new JobExecutionException(failure);
      }
    }

    private static void send() {
      WORKED.add("sent");
      if (failing) {
        throw new IllegalStateException("No printer");
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    WORKED.clear();
    failing = false;
    locks = new Locks();
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "nightly");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    scheduler = new StdSchedulerFactory(properties).getScheduler();
  }

  @AfterEach
  void stop() throws Exception {
    scheduler.shutdown(true);
  }

  private RunAssert fire() throws Exception {
    scheduler.scheduleJob(
        JobBuilder.newJob(Invoices.class).withIdentity("invoices", "billing").build(),
        TriggerBuilder.newTrigger().withIdentity("at once").startNow().build());
    scheduler.start();
    return runs.take()
        .isJob("quartz", "billing", "invoices")
        .isOutermost()
        .hasAttempt(1)
        .hasTrigger("at once");
  }

  @Test
  void jobThatDoesNotWinItsLockIsSkipped() throws Exception {
    locks.take("invoices");

    fire()
        .skipped("lock invoices is held elsewhere")
        .endedWithAttribute("batch.lock.name", "invoices");

    assertThat(WORKED).isEmpty();
  }

  @Test
  void jobThatWinsItsLockSucceeds() throws Exception {
    fire()
        .succeeded()
        .endedWithAttribute("batch.lock.name", "invoices")
        .endedWithAttribute("batch.lock.expired", false);

    assertThat(WORKED).containsExactly("sent");
  }

  @Test
  void jobThatFailsUnderItsLockHasFailed() throws Exception {
    failing = true;

    fire().failedWith(IllegalStateException.class, "No printer");

    assertThat(WORKED).containsExactly("sent");
  }
}
