package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.Fault;
import io.batchmon.standin.StandInSlack;
import io.batchmon.standin.StandInWebhook;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Channels of the shipped jar, in a JVM that ends with the failure. */
class ChannelsIT {
  private static final Duration SOON = Duration.ofSeconds(5);

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  private static ForkedJvm failing(Jdk jdk) {
    return ForkedJvm.on(jdk)
        .agent()
        .env("OTEL_SDK_DISABLED", "true")
        .env("BATCHMON_ENVIRONMENT", "production")
        .env("BATCHMON_SERVICE_NAME", "billing")
        .main("Endings", "throw");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void slackBotIsTold(Jdk jdk) throws Exception {
    try (StandInSlack slack = StandInSlack.start()) {
      Ended ended =
          failing(jdk)
              .env("BATCHMON_SLACK_TOKEN", slack.token())
              .env("BATCHMON_SLACK_CHANNEL", "#batch")
              .env("BATCHMON_SLACK_URL", slack.apiUrl())
              .run();

      JsonNode message = slack.awaitMessages(1, SOON).get(0);
      assertThat(StandInSlack.render(message)).contains("the ledger is closed");
      assertThat(ended.err()).doesNotContain("[batchmon]").doesNotContain(slack.secret());
      assertThat(ended.exitCode()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void webhookIsToldByItsTemplateWhileSlackHangs(Jdk jdk) throws Exception {
    try (StandInSlack slack = StandInSlack.start();
        StandInWebhook teams = StandInWebhook.start(StandInWebhook.Kind.TEAMS)) {
      slack.failAlways(Fault.hang());
      Ended ended =
          failing(jdk)
              .env("BATCHMON_SLACK_WEBHOOK_URL", slack.url())
              .env("BATCHMON_WEBHOOK_URL", teams.url())
              .env("BATCHMON_WEBHOOK_TEMPLATE", "teams")
              .run();

      JsonNode message = teams.awaitMessages(1, SOON).get(0);
      assertThat(message.toString()).contains("the ledger is closed");
      assertThat(ended.err())
          .contains("[batchmon] WARN the JVM ends before 1 alert was delivered")
          .doesNotContain(slack.secret())
          .doesNotContain(teams.secret());
      assertThat(ended.exitCode()).isEqualTo(1);
    }
  }
}
