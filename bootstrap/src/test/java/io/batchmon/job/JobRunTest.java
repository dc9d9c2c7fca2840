package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobRunTest {
  private static final JobName NAME = JobName.of("quartz", "nightly");

  @Test
  void whatAFrameworkDoesNotTellIsAbsent() {
    JobRun run = JobRun.of(RunKind.JOB, NAME);

    assertThat(run.attempt()).isEqualTo(1);
    assertThat(run.scheduledMillis()).isEqualTo(JobRun.NO_TIME);
    assertThat(run.nextMillis()).isEqualTo(JobRun.NO_TIME);
    assertThat(run.agoNanos()).isZero();
    assertThat(run.instanceId()).isNull();
    assertThat(run.trigger()).isNull();
    assertThat(run.schedule()).isNull();
    assertThat(run.codeClass()).isNull();
    assertThat(run.codeMethod()).isNull();
    assertThat(run.attributeCount()).isZero();
  }

  @Test
  void attributesKeepTheirOrderAndTypeAndLeaveOutNull() {
    JobRun run =
        JobRun.builder(RunKind.JOB, NAME)
            .attribute("a", "text")
            .attribute("none", null)
            .attribute("b", 2L)
            .attribute("c", true)
            .build();

    assertThat(run.attributeCount()).isEqualTo(3);
    assertThat(run.attributeName(1)).isEqualTo("b");
    assertThat(run.attributeValue(0)).isEqualTo("text");
    assertThat(run.attributeValue(1)).isEqualTo(2L);
    assertThat(run.attributeValue(2)).isEqualTo(true);
  }

  @Test
  void builderUsedAgainDoesNotChangeARunAlreadyBuilt() {
    JobRun.Builder builder = JobRun.builder(RunKind.JOB, NAME).attribute("a", 1L).attempt(0);
    JobRun run = builder.build();
    builder.attribute("b", 2L).attempt(2);

    assertThat(run.attributeCount()).isEqualTo(1);
    assertThat(run.attempt()).isEqualTo(1);
    assertThat(builder.build()).hasToString("JOB quartz:nightly attempt 2");
  }

  @Test
  void mappedRunHasEachTextPassedThroughAndTheRestAsItWas() {
    JobRun run =
        JobRun.builder(RunKind.STEP, JobName.of("quartz", "group", "name"))
            .instanceId("id")
            .attempt(3)
            .scheduledMillis(1)
            .nextMillis(2)
            .submittedMillis(3)
            .agoNanos(4)
            .byScheduler()
            .trigger("trigger")
            .schedule("schedule")
            .code("com.acme.A", "run")
            .attribute("a", "text")
            .attribute("b", 2L)
            .links("00-1-2-01")
            .build();
    JobRun mapped = run.mapped(text -> "<" + text + ">");

    assertThat(mapped.kind()).isEqualTo(RunKind.STEP);
    assertThat(mapped.name()).hasToString("quartz:<group>/<name>");
    assertThat(mapped.instanceId()).isEqualTo("<id>");
    assertThat(mapped.trigger()).isEqualTo("<trigger>");
    assertThat(mapped.schedule()).isEqualTo("<schedule>");
    assertThat(mapped.codeClass()).isEqualTo("com.acme.A");
    assertThat(mapped.codeMethod()).isEqualTo("run");
    assertThat(mapped.attempt()).isEqualTo(3);
    assertThat(mapped.scheduledMillis()).isEqualTo(1);
    assertThat(mapped.nextMillis()).isEqualTo(2);
    assertThat(mapped.submittedMillis()).isEqualTo(3);
    assertThat(mapped.agoNanos()).isEqualTo(4);
    assertThat(mapped.isByScheduler()).isTrue();
    assertThat(mapped.links()).containsExactly("00-1-2-01");
    assertThat(mapped.attributeValue(0)).isEqualTo("<text>");
    assertThat(mapped.attributeValue(1)).isEqualTo(2L);
    assertThat(run.attributeValue(0)).isEqualTo("text");
    assertThat(JobRun.of(RunKind.JOB, NAME).mapped(text -> text).instanceId()).isNull();
  }
}
