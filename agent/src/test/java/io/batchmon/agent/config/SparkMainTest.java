package io.batchmon.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparkMainTest {
  private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";

  @Test
  void classOfTheApplicationThatIsSubmitted() {
    assertThat(
            SparkMain.of(
                SUBMIT + " --master local[2] --class com.acme.Nightly /opt/jobs.jar --class x"))
        .isEqualTo("com.acme.Nightly");
    assertThat(SparkMain.of(SUBMIT + " --class=com.acme.Nightly jobs.jar"))
        .isEqualTo("com.acme.Nightly");
    assertThat(SparkMain.of("org.apache.spark.deploy.yarn.ApplicationMaster --class com.acme.A"))
        .isEqualTo("com.acme.A");
  }

  @Test
  void nothingForAnyOtherCommand() {
    assertThat(SparkMain.of(SUBMIT + " jobs.py")).isNull();
    assertThat(SparkMain.of(SUBMIT + " --class")).isNull();
    assertThat(SparkMain.of("com.acme.SparkSubmit --class com.acme.Nightly")).isNull();
    assertThat(SparkMain.of("org.apache.spark.deploy.SparkSubmitter --class a.B")).isNull();
  }

  @Test
  void ownClassesOfSparkAreNoApplication() {
    assertThat(SparkMain.isOwn("org.apache.spark.executor.CoarseGrainedExecutorBackend")).isTrue();
    assertThat(SparkMain.isOwn("org.apache.spark.examples.SparkPi")).isFalse();
    assertThat(SparkMain.isOwn("com.acme.Nightly")).isFalse();
  }
}
