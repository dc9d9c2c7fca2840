package io.batchmon.instrumentation.micronaut;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.shedlock.ShedLockInstrumentation;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.provider.inmemory.InMemoryLockProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What ShedLock makes of the run of a scheduled method that locks. */
public class ShedLockIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new MicronautInstrumentation());

  /** Weaves ShedLock as well. */
  static final RecordedRuns LOCKS = RecordedRuns.of(new ShedLockInstrumentation());

  private static final String SOURCE =
      """
      package com.acme;

      import io.batchmon.instrumentation.micronaut.ShedLockIT;
      import io.batchmon.instrumentation.micronaut.Work;
      import io.micronaut.context.annotation.Bean;
      import io.micronaut.context.annotation.Context;
      import io.micronaut.context.annotation.Factory;
      import io.micronaut.scheduling.annotation.Scheduled;
      import net.javacrumbs.shedlock.core.LockProvider;
      import net.javacrumbs.shedlock.micronaut.SchedulerLock;

      @Context
      public class Nightly {
        @Scheduled(fixedRate = "1h")
        @SchedulerLock(name = "invoices", lockAtMostFor = "5m")
        public void settle() throws Exception {
          Work.run();
        }

        @Factory
        public static class Locks {
          @Bean
          public LockProvider provider() {
            return ShedLockIT.provider();
          }
        }
      }
      """;

  private static final String LONGEST = "shedlock.defaults.lock-at-most-for";

  private static volatile LockProvider provider = new InMemoryLockProvider();

  @TempDir private Path directory;

  private final BlockingQueue<String> worked = new LinkedBlockingQueue<>();
  private Application application;

  /** Called by the application under test. */
  public static LockProvider provider() {
    return provider;
  }

  @BeforeEach
  void forget() {
    System.setProperty(LONGEST, "5m");
    provider = new InMemoryLockProvider();
  }

  @AfterEach
  void stop() throws Exception {
    System.clearProperty(LONGEST);
    if (application != null) {
      application.stop();
    }
  }

  private RunAssert fire(Callable<?> body) throws Exception {
    Work.is(body);
    application = Application.start(Application.compile(directory, "Nightly", SOURCE));
    RunAssert taken = runs.take().isJob("micronaut", null, "Nightly.settle").isOutermost();
    assertThat(taken.run().codeMethod()).isEqualTo("settle");
    return taken;
  }

  @Test
  void methodThatDoesNotWinItsLockIsSkipped() throws Exception {
    LockConfiguration elsewhere =
        new LockConfiguration(Instant.now(), "invoices", Duration.ofMinutes(5), Duration.ZERO);
    assertThat(provider.lock(elsewhere)).isPresent();

    fire(() -> worked.add("sent"))
        .skipped("lock invoices is held elsewhere")
        .endedWithAttribute("batch.lock.name", "invoices");

    assertThat(worked).isEmpty();
  }

  @Test
  void methodThatWinsItsLockSucceeds() throws Exception {
    fire(() -> worked.add("sent"))
        .succeeded()
        .endedWithAttribute("batch.lock.name", "invoices")
        .endedWithAttribute("batch.lock.expired", false);

    assertThat(worked).containsExactly("sent");
  }

  @Test
  void methodThatFailsUnderItsLockHasFailed() throws Exception {
    fire(() -> {
          throw new IllegalStateException("No printer");
        })
        .failedWith(IllegalStateException.class, "No printer");
  }
}
