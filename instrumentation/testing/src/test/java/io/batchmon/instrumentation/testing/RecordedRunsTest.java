package io.batchmon.instrumentation.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The kit refuses tests that prove nothing. */
class RecordedRunsTest {
  @ParameterizedTest
  @CsvSource({
    "takesNothing, Runs that the test did not take",
    "assertsNoOutcome, The test never asserted the outcome",
    "leavesARunOpen, Runs that began and never ended",
    "hasFailingAdvice, Advice that failed",
    "ignoresAMissedRun, Missed runs that the test did not take",
    "assertsTheWrongOutcome, outcome of",
    "takesASuccessForAFailure, outcome of",
  })
  void refuses(String test, String because) {
    List<Event> failed = run(test).failed().list();

    assertThat(failed).hasSize(1);
    assertThat(
            failed
                .get(0)
                .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                .getThrowable()
                .orElseThrow())
        .hasMessageContaining(because);
  }

  @Test
  void acceptsATestThatTakesItsRunAndAssertsTheOutcome() {
    run("takesAndAsserts").assertStatistics(stats -> stats.succeeded(1).failed(0));
  }

  private static org.junit.platform.testkit.engine.Events run(String test) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(Candidates.class, test))
        .execute()
        .testEvents();
  }

  /** A framework without hooks. */
  static final class NoHooks implements JobInstrumentation {
    @Override
    public String name() {
      return "none";
    }

    @Override
    public List<Hook> hooks() {
      return List.of();
    }
  }

  /** Run by the test above only: the name is none that the build looks for. */
  static class Candidates {
    @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new NoHooks());

    private static final JobName NAME = JobName.of("quartz", "nightly");

    private static OpenRun begin() {
      return JobRuns.begin(JobRun.of(RunKind.JOB, NAME));
    }

    @Test
    void takesAndAsserts() {
      JobRuns.end(begin(), RunResult.succeeded());
      runs.take().isJob("quartz", null, "nightly").succeeded();
    }

    @Test
    void takesNothing() {
      JobRuns.end(begin(), RunResult.succeeded());
    }

    @Test
    void assertsNoOutcome() {
      JobRuns.end(begin(), RunResult.succeeded());
      runs.take().isJob("quartz", null, "nightly");
    }

    @Test
    void leavesARunOpen() {
      begin();
    }

    @Test
    void hasFailingAdvice() {
      JobRuns.adviceFailed(new IllegalStateException("advice"), "hook");
    }

    @Test
    void ignoresAMissedRun() {
      JobRuns.missed(NAME, 1, "late");
    }

    @Test
    void assertsTheWrongOutcome() {
      JobRuns.end(begin(), RunResult.skipped("lock taken"));
      runs.take().succeeded();
    }

    @Test
    void takesASuccessForAFailure() {
      JobRuns.end(begin(), RunResult.succeeded());
      runs.take().failedWith(IllegalStateException.class, null);
    }
  }
}
