package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a driver is called that {@code spark-submit} started, and that it is a job although it
 * listens. Spark's classes are shapes here; the hooks are tested with the real ones.
 */
class SparkDriverIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  private static Ended submit(String how) {
    return receivers
        .jvm(Jdk.newest())
        .env("BATCHMON_SHUTDOWN_TIMEOUT", "60s")
        .command(
            "-cp",
            Programs.classPath(List.of("netty-")),
            "org.apache.spark.deploy.SparkSubmit",
            "--class",
            "SparkJob",
            "jobs.jar",
            how)
        .run();
  }

  @Test
  void runIsTheApplicationsAndSaysItsId() {
    Ended ended = submit("good");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEqualTo("local-1\n");

    ReceivedSpan span = receivers.spanOf("SparkJob");
    assertThat(span.statusCode()).isEqualTo("UNSET");
    assertThat(span.attributes())
        .containsEntry("batch.job.system", "main")
        .containsEntry("batch.job.outcome", "succeeded")
        .containsEntry("code.function.name", "SparkJob.main")
        .containsEntry("spark.app.id", "local-1")
        .containsEntry("spark.app.name", "settlement 0");
    assertThat(receivers.messages()).isEmpty();
  }

  @Test
  void driverThatThrowsIsAFailedRunAndOneMessage() {
    Ended ended = submit("bad");
    assertThat(ended.exitCode()).isEqualTo(1);

    ReceivedSpan span = receivers.spanOf("SparkJob");
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("error.type", "java.lang.IllegalStateException")
        .containsEntry("spark.app.id", "local-1");
    assertThat(receivers.messages()).hasSize(1);
    assertThat(receivers.messages().get(0).get("text").asText()).contains("FAILED SparkJob");
  }
}
