package io.batchmon.instrumentation.shedlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock.InterceptMode;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** What the real ShedLock makes of the run around a lock. */
class ShedLockIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new LockedInstrumentation());

  private static final Duration LONG = Duration.ofMinutes(5);

  /** An application with one job that locks. */
  @Configuration
  @EnableScheduling
  @EnableSchedulerLock(defaultLockAtMostFor = "PT5M", interceptMode = InterceptMode.PROXY_METHOD)
  public static class Application {
    static final BlockingQueue<String> WORKED = new LinkedBlockingQueue<>();
    static Locks locks;
    static boolean failing;

    @Bean
    public LockProvider lockProvider() {
      return locks.provider();
    }

    @Bean
    public Invoices invoices() {
      return new Invoices();
    }
  }

  /** The job. */
  public static class Invoices {
    @Scheduled(fixedDelay = 3_600_000)
    @SchedulerLock(name = "invoices")
    public void send() {
      Application.WORKED.add("sent");
      if (Application.failing) {
        throw new IllegalStateException("No printer");
      }
    }
  }

  private static LockConfiguration invoices() throws Exception {
    return Locks.lock("invoices", LONG, Duration.ZERO);
  }

  private static OpenRun beginJob() {
    return JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("quartz", "billing", "send")));
  }

  @Test
  void scheduledMethodThatWinsItsLockSucceedsAndSaysHowLongItWasHeld() throws Exception {
    Application.locks = new Locks();
    try (AnnotationConfigApplicationContext context =
        new AnnotationConfigApplicationContext(Application.class)) {
      assertThat(context.isActive()).isTrue();
      RunAssert taken =
          runs.take().isJob("spring_scheduling", null, "Invoices.send").isOutermost().succeeded();

      assertThat(Application.WORKED.poll(30, TimeUnit.SECONDS)).isEqualTo("sent");
      taken
          .endedWithAttribute("batch.lock.name", "invoices")
          .endedWithAttribute("batch.lock.expired", false);
    }
  }

  @Test
  void scheduledMethodThatFailsUnderItsLockHasFailed() throws Exception {
    Application.locks = new Locks();
    Application.failing = true;
    try (AnnotationConfigApplicationContext context =
        new AnnotationConfigApplicationContext(Application.class)) {
      assertThat(context.isActive()).isTrue();
      runs.take()
          .isJob("spring_scheduling", null, "Invoices.send")
          .isOutermost()
          .failedWith(IllegalStateException.class, "No printer");

      assertThat(Application.WORKED.poll(30, TimeUnit.SECONDS)).isEqualTo("sent");
    } finally {
      Application.failing = false;
    }
  }

  @Test
  void scheduledMethodThatDoesNotWinItsLockIsSkipped() throws Exception {
    Application.locks = new Locks();
    SimpleLock elsewhere = Application.locks.take("invoices");
    try (AnnotationConfigApplicationContext context =
        new AnnotationConfigApplicationContext(Application.class)) {
      assertThat(context.isActive()).isTrue();
      runs.take()
          .isJob("spring_scheduling", null, "Invoices.send")
          .isOutermost()
          .skipped("lock invoices is held elsewhere")
          .endedWithAttribute("batch.lock.name", "invoices");

      assertThat(Application.WORKED).isEmpty();
    }
    elsewhere.unlock();
  }

  @Test
  void runThatWinsOneOfItsLocksIsNotSkipped() throws Exception {
    Locks locks = new Locks();
    locks.take("other");
    OpenRun run = beginJob();
    locks.executor().executeWithLock((Runnable) () -> {}, invoices());
    locks.executor().executeWithLock((Runnable) () -> {}, Locks.lock("other", LONG, Duration.ZERO));
    JobRuns.end(run, RunResult.succeeded());

    runs.take().isJob("quartz", "billing", "send").succeeded();
  }

  @Test
  void runThatFailsWithoutItsLockHasFailed() throws Exception {
    Locks locks = new Locks();
    locks.take("invoices");
    OpenRun run = beginJob();
    locks.executor().executeWithLock((Runnable) () -> {}, invoices());
    JobRuns.end(run, RunResult.failed(new IllegalStateException("No disk")));

    runs.take()
        .isJob("quartz", "billing", "send")
        .failedWith(IllegalStateException.class, "No disk")
        .endedWithAttribute("batch.lock.name", "invoices");
  }

  @Test
  void taskThatThrowsUnderItsLockTellsNothingOfTheLock() throws Exception {
    Locks locks = new Locks();
    LockConfiguration lock = invoices();
    OpenRun run = beginJob();
    assertThatThrownBy(
            () ->
                locks
                    .executor()
                    .executeWithLock(
                        (Runnable)
                            () -> {
                              throw new IllegalStateException("No disk");
                            },
                        lock))
        .isInstanceOf(IllegalStateException.class);
    JobRuns.end(run, RunResult.failed(new IllegalStateException("No disk")));

    RunAssert taken = runs.take().failedWith(IllegalStateException.class, "No disk");
    assertThat(taken.result().attributeCount()).isZero();
  }

  @Test
  void lockIsHeldForItsLeastTime() throws Exception {
    OpenRun run = beginJob();
    new Locks().executor().executeWithLock((Runnable) () -> {}, Locks.lock("invoices", LONG, LONG));
    JobRuns.end(run, RunResult.succeeded());

    RunAssert taken = runs.take().succeeded();
    assertThat(taken.result().attributeName(1)).isEqualTo("batch.lock.held");
    assertThat((Double) taken.result().attributeValue(1)).isBetween(60.0, 330.0);
  }

  @Test
  void workThatOutlivesItsLockSaysSo() throws Exception {
    LockConfiguration shortest = Locks.lock("invoices", Duration.ofMillis(50), Duration.ZERO);
    OpenRun run = beginJob();
    new Locks()
        .executor()
        .executeWithLock(
            (Runnable)
                () -> {
                  while (System.currentTimeMillis()
                      <= shortest.getLockAtMostUntil().toEpochMilli()) {
                    Thread.onSpinWait();
                  }
                },
            shortest);
    JobRuns.end(run, RunResult.succeeded());

    runs.take().succeeded().endedWithAttribute("batch.lock.expired", true);
  }

  @Test
  void lockThatIsNotWonOutsideARunIsASkippedRun() throws Exception {
    Locks locks = new Locks();
    locks.take("invoices");
    locks.executor().executeWithLock((Runnable) () -> {}, invoices());

    runs.take()
        .isJob("shedlock", null, "invoices")
        .isOutermost()
        .skipped("lock invoices is held elsewhere");
  }

  @Test
  void lockThatIsWonOutsideARunIsNone() throws Exception {
    List<String> worked = new ArrayList<>();
    new Locks().executor().executeWithLock((Runnable) () -> worked.add("sent"), invoices());

    assertThat(worked).containsExactly("sent");
  }

  @Test
  void withoutTheAgentNothingChanges() throws Exception {
    JobRuns.listen(null);
    Locks locks = new Locks();
    locks.take("invoices");
    List<String> worked = new ArrayList<>();
    locks.executor().executeWithLock((Runnable) () -> worked.add("sent"), invoices());

    assertThat(worked).isEmpty();
  }
}
