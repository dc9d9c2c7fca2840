package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobNameTest {
  @Test
  void groupIsPartOfTheNameWhereThereIsOne() {
    assertThat(JobName.of("quartz", "billing", "nightly").display()).isEqualTo("billing.nightly");
    assertThat(JobName.of("quartz", "billing", "nightly")).hasToString("quartz:billing/nightly");
    assertThat(JobName.of("main", "Import").display()).isEqualTo("Import");
    assertThat(JobName.of("main", "Import")).hasToString("main:Import");
  }

  @Test
  void jobWithoutNameIsStillAJob() {
    assertThat(JobName.of("quartz", null).name()).isEqualTo("(unnamed)");
    assertThat(JobName.of("quartz", "", "").name()).isEqualTo("(unnamed)");
    assertThat(JobName.of("quartz", "", "a").group()).isNull();
  }

  @Test
  void sameWordsAreTheSameJob() {
    JobName name = JobName.of("quartz", "billing", "nightly");

    assertThat(name)
        .isEqualTo(JobName.of("quartz", "billing", "nightly"))
        .hasSameHashCodeAs(JobName.of("quartz", "billing", "nightly"))
        .isNotEqualTo(JobName.of("quartz", "nightly"))
        .isNotEqualTo(JobName.of("timer", "billing", "nightly"))
        .isNotEqualTo(JobName.of("quartz", "billing", "daily"));
    assertThat(JobName.of("main", null, "a")).isEqualTo(JobName.of("main", "a"));
  }
}
