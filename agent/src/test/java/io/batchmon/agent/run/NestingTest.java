package io.batchmon.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NestingTest {
  @ParameterizedTest
  @CsvSource({
    // current kind, system, name, next kind, system, name, expected
    ",,, JOB, quartz, nightly, ROOT",
    "JOB, quartz, nightly, JOB, elasticjob, nightly, SAME",
    "JOB, quartz, nightly, JOB, quartz, nightly, SAME",
    "JOB, quartz, nightly, JOB, spring_batch, import, CHILD",
    "JOB, main, Nightly, JOB, spring_batch, import, CHILD",
    "JOB, spring_batch, import, STEP, spring_batch, import, CHILD",
    "STEP, spring_batch, load, JOB, spring_batch, load, CHILD",
    "REQUEST, servlet, GET /report, JOB, spring_batch, report, CHILD",
  })
  void whereARunBelongs(
      RunKind currentKind,
      String currentSystem,
      String currentName,
      RunKind kind,
      String system,
      String name,
      Nesting expected) {
    JobRun current =
        currentKind == null ? null : JobRun.of(currentKind, JobName.of(currentSystem, currentName));
    assertThat(Nesting.of(current, JobRun.of(kind, JobName.of(system, name)))).isEqualTo(expected);
  }
}
