package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Running;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInSlack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sample application with the schedulers that its profiles choose. */
class SampleProfilesIT {
  private static final Duration LIMIT = Duration.ofSeconds(100);

  @RegisterExtension static final Receivers receivers = new Receivers();

  private static ReceivedSpan await(String job, String outcome) {
    return receivers
        .collector()
        .awaitSpan(
            span ->
                job.equals(span.attributes().get("batch.job.name"))
                    && outcome.equals(span.attributes().get("batch.job.outcome")),
            LIMIT);
  }

  private static void assertFailed(ReceivedSpan span, String system, String error) {
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attributes())
        .containsEntry("batch.job.system", system)
        .containsEntry("error.type", error);
  }

  @Test
  void runsOfSchedulersThatAProfileChooses() {
    Path jar = Path.of("..", "sample-app", "target", "sample-app.jar").toAbsolutePath();
    assertThat(jar).as("made by the build").exists();
    Running running =
        receivers
            .jvm(Jdk.running())
            .env("OTEL_BSP_SCHEDULE_DELAY", "300")
            .option("-Dserver.port=0", "-Dspring.profiles.active=jobrunr,db-scheduler,shedlock")
            .option("-Dpoints.every=5s", "-Dpayouts.every=2s", "-Dranking.first=1s")
            .option("-Dlogging.level.root=OFF", "-Dlogging.level.com.acme=OFF")
            .command("-jar", jar.toString())
            .start();

    ReceivedSpan credited = await("credit-points", "succeeded");
    assertThat(credited.attributes())
        .containsEntry("batch.job.system", "jobrunr")
        .containsKey("batch.job.scheduled_time");
    assertFailed(await("expire-points", "failed"), "jobrunr", "java.lang.NumberFormatException");
    assertThat(await("payouts", "succeeded").attributes())
        .containsEntry("batch.job.system", "db_scheduler");
    assertFailed(await("vouchers", "failed"), "db_scheduler", "java.lang.IllegalStateException");
    assertThat(await("Ranking.rankCustomers", "succeeded").statusCode()).isEqualTo("UNSET");
    ReceivedSpan refused = await("Ranking.grantBonus", "skipped");
    assertThat(refused.statusCode()).isEqualTo("UNSET");
    assertThat(refused.attributes()).containsEntry("batch.job.system", "spring_scheduling");
    running.terminate().await();

    List<String> shown = receivers.messages().stream().map(StandInSlack::render).toList();
    assertThat(shown).filteredOn(message -> message.contains("FAILED vouchers")).isNotEmpty();
    assertThat(shown).noneMatch(message -> message.contains("FAILED Ranking.grantBonus"));
  }
}
