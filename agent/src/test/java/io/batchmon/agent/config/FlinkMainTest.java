package io.batchmon.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlinkMainTest {
  private static final String FRONTEND = "org.apache.flink.client.cli.CliFrontend ";

  @Test
  void classOfTheApplication() {
    assertThat(FlinkMain.of(FRONTEND + "run -p 4 -c com.acme.Nightly /opt/jobs.jar -c x"))
        .isEqualTo("com.acme.Nightly");
    assertThat(FlinkMain.of(FRONTEND + "run --class com.acme.Nightly -C file:/a.jar jobs.jar"))
        .isEqualTo("com.acme.Nightly");
    assertThat(FlinkMain.of(FRONTEND + "run --class=com.acme.Nightly jobs.jar"))
        .isEqualTo("com.acme.Nightly");
  }

  @Test
  void jarWhereNoClassIsNamed() {
    assertThat(FlinkMain.of(FRONTEND + "run -d -C file:/a.jar /opt/jobs.jar -c x b.jar"))
        .isEqualTo("/opt/jobs.jar")
        .matches(FlinkMain::isJar);
    assertThat(FlinkMain.isJar("com.acme.Nightly")).isFalse();
  }

  @Test
  void nothingForAnyOtherCommand() {
    assertThat(FlinkMain.of(FRONTEND + "list")).isNull();
    assertThat(FlinkMain.of(FRONTEND + "run -py nightly.py")).isNull();
    assertThat(FlinkMain.of("com.acme.CliFrontend run -c com.acme.Nightly jobs.jar")).isNull();
  }

  @Test
  void nothingWhereTheClusterCallsTheApplication() {
    assertThat(FlinkMain.of(FRONTEND + "run-application -c com.acme.Nightly jobs.jar")).isNull();
    for (String target :
        new String[] {
          "-t yarn-application", "--target=yarn-application", "-Dexecution.target=x-application"
        }) {
      assertThat(FlinkMain.of(FRONTEND + "run " + target + " -c com.acme.Nightly jobs.jar"))
          .as(target)
          .isNull();
    }
  }
}
