package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The door never throws into the application. */
class JobRunsTest {
  private static final JobName NAME = JobName.of("quartz", "nightly");
  private static final JobRun RUN = JobRun.of(RunKind.JOB, NAME);

  @AfterEach
  void close() {
    JobRuns.listen(null);
  }

  @Test
  void withoutListenerNothingHappens() {
    OpenRun run = JobRuns.begin(RUN, this);
    JobRuns.end(run, RunResult.succeeded());
    JobRuns.end(null, RunResult.succeeded());
    JobRuns.stopRequested(NAME, null, true);
    JobRuns.missed(NAME, 1, "late");
    JobRuns.adviceFailed(new IllegalStateException(), "hook");

    assertThat(run).isSameAs(OpenRun.NONE);
    assertThat(run.stopRequested()).isFalse();
    assertThat(JobRuns.open(this)).isNull();
  }

  @Test
  void listenerThatThrowsIsToldAndNobodyElse() {
    Throwing listener = new Throwing(false);
    JobRuns.listen(listener);

    assertThat(JobRuns.begin(RUN)).isSameAs(OpenRun.NONE);
    assertThat(JobRuns.open(this)).isNull();
    JobRuns.stopRequested(NAME, null, true);
    JobRuns.missed(NAME, 1, "late");
    JobRuns.end(new ThrowingRun(), RunResult.succeeded());

    assertThat(listener.told).containsExactly("door", "door", "door", "door", "door");
  }

  @Test
  void listenerThatCannotEvenBeToldIsIgnored() {
    JobRuns.listen(new Throwing(true));

    assertThat(JobRuns.begin(RUN)).isSameAs(OpenRun.NONE);
    JobRuns.adviceFailed(new IllegalStateException(), "hook");
  }

  @Test
  void exitAdviceThatFailedEndsTheRunFromWhatTheMethodDid() {
    Throwing listener = new Throwing(false);
    JobRuns.listen(listener);
    Ending returned = new Ending();
    Ending threw = new Ending();
    Throwable own = new IllegalStateException("own");

    JobRuns.exitAdviceFailed(new IllegalStateException(), returned, null, "hook");
    JobRuns.exitAdviceFailed(new IllegalStateException(), threw, own, "hook");
    JobRuns.exitAdviceFailed(new IllegalStateException(), "no run", null, "hook");

    assertThat(returned.result.outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    assertThat(threw.result.outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(threw.result.failure()).isSameAs(own);
    assertThat(listener.told).containsExactly("hook", "hook", "hook");
  }

  private static final class Ending implements OpenRun {
    private RunResult result;

    @Override
    public void end(RunResult newResult) {
      result = newResult;
    }

    @Override
    public void leave() {
      throw new AssertionError("leave");
    }

    @Override
    public boolean stopRequested() {
      return false;
    }

    @Override
    public RunKind kind() {
      return RunKind.JOB;
    }
  }

  private static final class ThrowingRun implements OpenRun {
    @Override
    public void end(RunResult result) {
      throw new AssertionError("end");
    }

    @Override
    public void leave() {
      throw new AssertionError("leave");
    }

    @Override
    public boolean stopRequested() {
      return false;
    }

    @Override
    public RunKind kind() {
      return RunKind.JOB;
    }
  }

  private static final class Throwing implements RunListener {
    private final List<String> told = new ArrayList<>();
    private final boolean always;

    Throwing(boolean always) {
      this.always = always;
    }

    @Override
    public OpenRun started(JobRun run, Object owner, OpenRun parent) {
      throw new AssertionError("started");
    }

    @Override
    public OpenRun open(Object owner, boolean inAnyThread) {
      throw new AssertionError("open");
    }

    @Override
    public OpenRun current() {
      throw new AssertionError("current");
    }

    @Override
    public void stopRequested(JobName name, String instanceId, boolean requested) {
      throw new AssertionError("stopRequested");
    }

    @Override
    public void missed(JobName name, long scheduledMillis, String reason) {
      throw new AssertionError("missed");
    }

    @Override
    public void adviceFailed(String hook, Throwable failure) {
      if (always) {
        throw new AssertionError("adviceFailed");
      }
      told.add(hook);
    }
  }
}
