package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a driver is called that {@code flink run} started, and why it failed. Flink's classes are
 * shapes here; the hooks are tested with the real ones.
 */
class FlinkDriverIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  private static Ended run(String how) {
    return receivers
        .jvm(Jdk.newest())
        .env("BATCHMON_SHUTDOWN_TIMEOUT", "60s")
        .command(
            "-cp",
            Programs.classPath(List.of()),
            "org.apache.flink.client.cli.CliFrontend",
            "run",
            "-c",
            "FlinkJob",
            "jobs.jar",
            how)
        .run();
  }

  @Test
  void runIsTheApplications() {
    Ended ended = run("good");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEqualTo("settled\n");

    ReceivedSpan span = receivers.spanOf("FlinkJob");
    assertThat(span.statusCode()).isEqualTo("UNSET");
    assertThat(span.attributes())
        .containsEntry("batch.job.system", "main")
        .containsEntry("batch.job.outcome", "succeeded")
        .containsEntry("code.function.name", "FlinkJob.main");
    assertThat(receivers.messages()).isEmpty();
  }

  @Test
  void driverThatThrowsIsAFailedRunAndOneMessageWithTheCause() {
    Ended ended = run("bad");
    assertThat(ended.exitCode()).isEqualTo(1);

    ReceivedSpan span = receivers.spanOf("FlinkJob");
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("batch.job.exit_code", "1")
        .containsEntry("error.type", "java.lang.IllegalStateException");
    assertThat(receivers.messages()).hasSize(1);
    assertThat(receivers.messages().get(0).get("text").asText())
        .contains("FAILED FlinkJob: IllegalStateException");
  }
}
