package io.batchmon.instrumentation.micronaut;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What each firing of the scheduled methods of the real Micronaut becomes. */
class MicronautIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new MicronautInstrumentation());

  /** Of the list of supported versions. */
  private static final int LINE = Integer.getInteger("version.line", 2);

  private static final String IMPORTS =
      """
      package com.acme;

      import io.batchmon.instrumentation.micronaut.Work;
      import io.micronaut.context.annotation.Context;
      import io.micronaut.scheduling.TaskExceptionHandler;
      import io.micronaut.scheduling.annotation.Scheduled;
      """;

  @TempDir private Path directory;

  private Application application;

  /** What the method saw as the run that it is in. */
  private final BlockingQueue<OpenRun> seen = new LinkedBlockingQueue<>();

  private final AtomicInteger firings = new AtomicInteger();

  private void start(String name, String source) throws Exception {
    URLClassLoader compiled = Application.compile(directory, name, IMPORTS + source);
    application = Application.start(compiled);
  }

  private void start(String schedule) throws Exception {
    start(
        "Nightly",
        """
        @Context
        public class Nightly {
          @Scheduled(%s)
          public void settle() throws Exception {
            Work.run();
          }
        }
        """
            .formatted(schedule));
  }

  /** The first firing does this, and those after it nothing. */
  private Callable<?> once(Callable<?> body) {
    return () -> {
      if (firings.incrementAndGet() > 1) {
        return null;
      }
      seen.add(JobRuns.current());
      return body.call();
    };
  }

  @AfterEach
  void stop() throws Exception {
    Work.isWanted(true);
    if (application != null) {
      application.stop();
    }
    for (int i = 1; i < firings.get(); i++) {
      take().succeeded();
    }
  }

  private RunAssert take() {
    RunAssert taken =
        runs.take()
            .isJob("micronaut", null, "Nightly.settle")
            .isOutermost()
            .hasAttempt(1)
            .hasStatus(null);
    assertThat(taken.run().codeClass()).isEqualTo("com.acme.Nightly");
    assertThat(taken.run().codeMethod()).isEqualTo("settle");
    assertThat(taken.run().isByScheduler()).isTrue();
    assertThat(taken.run().attributeCount()).isZero();
    return taken;
  }

  @Test
  void cronMethodIsARunOfItsSchedule() throws Exception {
    Work.is(once(() -> null));
    start("cron = \"* * * * * ?\"");

    RunAssert taken = take().succeeded();

    assertThat(taken.run().schedule()).isEqualTo("* * * * * ?");
    assertThat(taken.run().scheduledMillis() % 1000).isZero();
    assertThat(taken.run().scheduledMillis())
        .isBetween(System.currentTimeMillis() - 30_000, System.currentTimeMillis());
    assertThat(taken.run().nextMillis()).isEqualTo(taken.run().scheduledMillis() + 1000);
    assertThat(seen).hasSize(1).allMatch(run -> run.kind() == RunKind.JOB);
  }

  @Test
  void methodAtAFixedRateIsARun() throws Exception {
    Work.is(once(() -> null));
    start("fixedRate = \"1h\"");

    RunAssert taken = take().succeeded();

    assertThat(taken.run().scheduledMillis()).isEqualTo(JobRun.NO_TIME);
    assertThat(taken.run().schedule()).isNull();
  }

  @Test
  void exceptionThatTheHandlerSwallowsIsTheFailure() throws Exception {
    Work.is(
        once(
            () -> {
              throw new IllegalStateException("No disk");
            }));
    start("fixedRate = \"1h\"");

    RunAssert taken = take().failedWith(IllegalStateException.class, "No disk");

    assertThat(taken.result().diedWith()).isNull();
  }

  @Test
  void checkedExceptionIsTheFailure() throws Exception {
    Work.is(
        once(
            () -> {
              throw new IOException("No file");
            }));
    start("fixedDelay = \"1h\"");

    take().failedWith(IOException.class, "No file");
  }

  @Test
  void errorIsTheFailure() throws Exception {
    Work.is(
        once(
            () -> {
              throw new StackOverflowError("Too deep");
            }));
    start("initialDelay = \"1ms\"");

    take().failedWith(StackOverflowError.class, "Too deep");
  }

  @Test
  void handlerThatThrowsEndsAPeriodicScheduleUntilMicronaut3() throws Exception {
    Work.is(
        once(
            () -> {
              throw new IllegalStateException("No disk");
            }));
    startHandled("fixedRate = \"1h\"");

    RunAssert taken = take().failedWith(IllegalStateException.class, "No disk");

    // why: from 4 on Micronaut handles what its handlers throw
    assertThat(taken.result().diedWith()).isEqualTo(LINE == 0 ? "" : null);
  }

  @Test
  void handlerThatThrowsDoesNotEndACronSchedule() throws Exception {
    Work.is(
        once(
            () -> {
              throw new IllegalStateException("No disk");
            }));
    startHandled("cron = \"* * * * * ?\"");

    RunAssert taken = take().failedWith(IllegalStateException.class, "No disk");

    assertThat(taken.result().diedWith()).isNull();
  }

  private void startHandled(String schedule) throws Exception {
    start(
        "Nightly",
        """
        @Context
        public class Nightly {
          @Scheduled(%s)
          public void settle() throws Exception {
            Work.run();
          }

          @Context
          public static class Strict implements TaskExceptionHandler<Nightly, IllegalStateException> {
            @Override
            public void handle(Nightly nightly, IllegalStateException thrown) {
              throw new IllegalArgumentException("Handler", thrown);
            }
          }
        }
        """
            .formatted(schedule));
  }

  @Test
  void beanThatCannotBeMadeIsTheFailure() throws Exception {
    start(
        "Nightly",
        """
        @io.micronaut.context.annotation.Prototype
        public class Nightly {
          public Nightly() {
            throw new IllegalStateException("No database");
          }

          @Scheduled(fixedRate = "1h")
          public void settle() {}
        }
        """);

    RunAssert taken = take();
    assertThat(taken.result().failure()).rootCause().hasMessage("No database");
    taken.failedWith(taken.result().failure().getClass(), taken.result().failure().getMessage());
  }

  @Test
  void methodWhoseConditionDoesNotHoldIsSkipped() throws Exception {
    if (LINE == 0) {
      // why: there are no conditions yet
      start("fixedRate = \"1h\"");
      take().succeeded();
      return;
    }
    Work.isWanted(false);
    start(
        "Nightly",
        """
        @Context
        public class Nightly {
          public boolean isWanted() {
            return Work.isWanted();
          }

          @Scheduled(fixedRate = "1h", condition = "#{this.isWanted()}")
          public void settle() throws Exception {
            Work.run();
          }
        }
        """);

    take().skipped("its condition does not hold, or the application ends");
  }
}
