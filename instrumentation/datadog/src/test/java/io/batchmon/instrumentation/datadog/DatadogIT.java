package io.batchmon.instrumentation.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import datadog.trace.bootstrap.instrumentation.api.AgentTracer;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The bootstrap classes of Datadog's agent without its tracer; with it: CoexistenceIT. */
class DatadogIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new DatadogInstrumentation());

  @Test
  void spanThatIsNoneIsNotTold() {
    OpenRun run = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("quartz", "Settle")));
    AgentTracer.activateSpan(AgentTracer.noopSpan()).close();
    JobRuns.end(run, RunResult.succeeded());

    runs.take().succeeded();
    assertThat(JobRuns.hasOwnTracing()).isTrue();
    assertThat(JobRuns.ownTrace()).containsExactly(null, null);
  }
}
