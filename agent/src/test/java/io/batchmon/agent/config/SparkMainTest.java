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
  void argumentsOfTheApplicationAreNotLookedAt() {
    assertThat(SparkMain.of(SUBMIT + " etl.py --class gold-4711")).isNull();
    assertThat(SparkMain.of(SUBMIT + " --master local jobs.jar --class gold")).isNull();
    assertThat(SparkMain.of(SUBMIT + " --verbose --jars a.jar --class com.acme.Nightly jobs.jar"))
        .isEqualTo("com.acme.Nightly");
  }

  @Test
  void whoSubmitsToAClusterIsNotTheApplication() {
    assertThat(SparkMain.of(SUBMIT + " --deploy-mode cluster --class com.acme.A a.jar")).isNull();
    assertThat(SparkMain.of(SUBMIT + " --deploy-mode=cluster --class com.acme.A a.jar")).isNull();
    assertThat(
            SparkMain.of(
                SUBMIT + " --conf spark.submit.deployMode=cluster --class com.acme.A a.jar"))
        .isNull();
    assertThat(SparkMain.of(SUBMIT + " --deploy-mode client --class com.acme.A a.jar"))
        .isEqualTo("com.acme.A");
  }

  @Test
  void ownClassesOfSparkAreNoApplication() {
    assertThat(SparkMain.isOwn("org.apache.spark.executor.CoarseGrainedExecutorBackend")).isTrue();
    assertThat(SparkMain.isOwn("org.apache.spark.examples.SparkPi")).isFalse();
    assertThat(SparkMain.isOwn("com.acme.Nightly")).isFalse();
  }
}
