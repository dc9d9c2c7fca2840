package io.batchmon.instrumentation.jobrunr;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunOutcome;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jobrunr.jobs.states.StateName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each attempt of the real JobRunr becomes. */
class JobRunrIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new JobRunrInstrumentation());

  private static final boolean FLOOR = "floor".equals(System.getProperty("version.line"));

  private static Server server;

  @BeforeAll
  static void start() throws Exception {
    server = new Server();
  }

  @AfterEach
  void forget() {
    Work.BEGUN.clear();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RunAssert takeAttempt(int attempt, UUID id, String method) {
    RunAssert taken = runs.take();
    assertThat(taken.run().instanceId()).isEqualTo(id.toString());
    assertThat(taken.run().codeClass()).isEqualTo(Work.class.getName());
    assertThat(taken.run().codeMethod()).isEqualTo(method);
    return taken.isJob("jobrunr", null, "Work." + method).isOutermost().hasAttempt(attempt);
  }

  @Test
  void jobThatReturnsIsOneSucceededRunWithoutItsArguments() throws Exception {
    long before = System.currentTimeMillis();
    UUID id = server.enqueue(work -> work.invoice("hunter2"));

    RunAssert taken = takeAttempt(1, id, "invoice").succeeded().hasStatus("SUCCEEDED");

    assertThat(Work.BEGUN.poll(30, TimeUnit.SECONDS)).isEqualTo("invoice hunter2");
    assertThat(taken.run().trigger()).isNull();
    assertThat(taken.run().scheduledMillis()).isEqualTo(JobRun.NO_TIME);
    assertThat(taken.run().submittedMillis()).isBetween(before, System.currentTimeMillis());
    assertThat(taken.run().attributeCount()).isZero();
    assertThat(taken.run().toString()).doesNotContain("hunter2");
  }

  @Test
  void scheduledJobHasTheTimeItWasScheduledFor() throws Exception {
    Instant due = Instant.now();
    UUID id = server.schedule(work -> work.invoice("later"), due);

    RunAssert taken = takeAttempt(1, id, "invoice").succeeded();

    assertThat(taken.run().scheduledMillis()).isEqualTo(due.toEpochMilli());
    assertThat(Work.BEGUN.poll(30, TimeUnit.SECONDS)).isEqualTo("invoice later");
  }

  @Test
  void recurringJobIsCalledAfterItsId() throws Exception {
    try (Server own = new Server()) {
      own.scheduleRecurrently("nightly", work -> work.invoice("nightly"), "* * * * * *");
      takeNightly().succeeded();
    }
    assertThat(Work.BEGUN.poll()).isEqualTo("invoice nightly");
    while (Work.BEGUN.poll() != null) {
      RunAssert next = takeNightly();
      // why: a server that stops interrupts what it finds running
      if (next.result().outcome() == RunOutcome.STOPPED) {
        next.stopped();
      } else {
        next.succeeded();
      }
    }
  }

  private static RunAssert takeNightly() {
    RunAssert taken =
        runs.take().isJob("jobrunr", null, FLOOR ? "Work.invoice" : "nightly").isOutermost();
    assertThat(taken.run().trigger()).isEqualTo(FLOOR ? null : "nightly");
    assertThat(taken.run().codeMethod()).isEqualTo("invoice");
    return taken.hasAttempt(1);
  }

  @Test
  void jobThatTheServerInterruptsAsItStopsIsStoppedAndTriedAgain() throws Exception {
    UUID id;
    try (Server own = new Server()) {
      id = own.enqueue(work -> work.waitForEver());
      assertThat(Work.BEGUN.poll(30, TimeUnit.SECONDS)).isEqualTo("waitForEver");
    }

    takeAttempt(1, id, "waitForEver").stopped().isRetried().hasStatus("SCHEDULED");
  }

  @Test
  void failureIsTheExceptionOfTheJobAndItsNameSaysNoArgument() throws Exception {
    UUID id = server.enqueue(work -> work.failAtOnce("hunter2"));

    RunAssert taken =
        takeAttempt(1, id, "failAtOnce")
            .failedWith(IllegalArgumentException.class, "Bad file")
            .hasStatus("FAILED");

    assertThat(taken.result().isRetried()).isFalse();
    assertThat(taken.result().isRestartable()).isTrue();
    assertThat(taken.run().toString()).doesNotContain("hunter2");
  }

  @Test
  void errorOfTheJobIsTheFailure() throws Exception {
    UUID id = server.enqueue(work -> work.overflow());

    takeAttempt(1, id, "overflow").failedWith(StackOverflowError.class, "Too deep");
  }

  @Test
  void jobWhoseMethodIsGoneIsRejectedForGood() throws Exception {
    UUID id = server.enqueueGone();

    RunAssert taken = takeAttempt(1, id, "gone");

    Throwable failure = taken.result().failure();
    assertThat(failure).hasMessageContaining("gone");
    taken.rejectedWith(failure.getClass(), failure.getMessage()).hasStatus("FAILED");
    assertThat(taken.result().isRetried()).isFalse();
  }

  @Test
  void retriesAreAttemptsOfOneJob() throws Exception {
    Work.FAILURES_LEFT.set(2);
    UUID id = server.enqueue(work -> work.failFirst());

    takeAttempt(1, id, "failFirst")
        .failedWith(IllegalStateException.class, "No disk")
        .isRetried()
        .hasStatus("SCHEDULED");
    RunAssert second = takeAttempt(2, id, "failFirst");
    second.failedWith(IllegalStateException.class, "No disk").isRetried();
    RunAssert third = takeAttempt(3, id, "failFirst").succeeded().hasStatus("SUCCEEDED");

    assertThat(second.run().scheduledMillis()).isNotEqualTo(JobRun.NO_TIME);
    assertThat(third.run().scheduledMillis()).isGreaterThan(second.run().scheduledMillis());
  }

  @Test
  void failureOfTheLastRetryIsFinal() throws Exception {
    UUID id = server.enqueue(work -> work.failAlways());

    int attempts = FLOOR ? 2 : 3;
    for (int attempt = 1; attempt < attempts; attempt++) {
      takeAttempt(attempt, id, "failAlways")
          .failedWith(IllegalStateException.class, "No disk")
          .isRetried();
    }
    RunAssert last =
        takeAttempt(attempts, id, "failAlways")
            .failedWith(IllegalStateException.class, "No disk")
            .hasStatus("FAILED");

    assertThat(last.result().isRetried()).isFalse();
    assertThat(server.job(id).getState()).isEqualTo(StateName.FAILED);
  }

  @Test
  void jobDeletedWhileItRunsIsStopped() throws Exception {
    UUID id = server.enqueue(work -> work.waitForEver());
    assertThat(Work.BEGUN.poll(30, TimeUnit.SECONDS)).isEqualTo("waitForEver");
    server.delete(id);

    takeAttempt(1, id, "waitForEver").stopped().hasStatus("DELETED");
  }

  @Test
  void jobDeletedWhileItRunsThatGoesOnIsStoppedToo() throws Exception {
    Work.goOn = new CountDownLatch(1);
    UUID id = server.enqueue(work -> work.ignoreInterrupts());
    assertThat(Work.BEGUN.poll(30, TimeUnit.SECONDS)).isEqualTo("ignoreInterrupts");
    server.delete(id);

    RunAssert taken = takeAttempt(1, id, "ignoreInterrupts");
    if (FLOOR) {
      // why: what has succeeded is no longer deleted there
      taken.succeeded().hasStatus("SUCCEEDED");
    } else {
      taken.stopped().hasStatus("DELETED");
    }
  }

  @Test
  void jobsAtTheSameTimeAreRunsOfTheirOwn() throws Exception {
    UUID one = server.enqueue(work -> work.invoice("one"));
    UUID two = server.enqueue(work -> work.invoice("two"));

    RunAssert first = runs.take().isJob("jobrunr", null, "Work.invoice").isOutermost().succeeded();
    RunAssert second = runs.take().isJob("jobrunr", null, "Work.invoice").isOutermost().succeeded();

    assertThat(List.of(first.run().instanceId(), second.run().instanceId()))
        .containsExactlyInAnyOrder(one.toString(), two.toString());
  }

  @Test
  void withoutTheAgentTheJobRunsAsEver() throws Exception {
    JobRuns.listen(null);
    server.enqueue(work -> work.invoice("unseen"));

    assertThat(Work.BEGUN.poll(30, TimeUnit.SECONDS)).isEqualTo("invoice unseen");
  }
}
