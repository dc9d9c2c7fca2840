package io.batchmon.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.batchmon.agent.alert.RandomMessages;
import io.batchmon.agent.alert.Words;
import io.batchmon.agent.channel.AttachmentSink.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration that is shipped, in the real Alertmanager. */
class AlertmanagerConfigurationIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private static Path folder;
  private static AttachmentSink slack;
  private static RealAlertmanager alertmanager;

  @BeforeAll
  static void start() throws Exception {
    RealAlertmanager.assumeThere();
    slack = AttachmentSink.start().unlimited();
    alertmanager = RealAlertmanager.single(folder, slack.url());
  }

  @AfterAll
  static void stop() {
    if (alertmanager != null) {
      alertmanager.close();
      slack.close();
    }
  }

  private static ObjectNode alert(
      Map<String, String> labels, Map<String, String> annotations, Duration lasts) {
    ObjectNode alert = JSON.createObjectNode();
    ObjectNode identity = alert.putObject("labels");
    Map.of(
            "alertname", "BatchJobFailed",
            "env", "production",
            "service", "billing",
            "fingerprint", "0123456789abcdef",
            "severity", "error",
            "stage", "open")
        .forEach(identity::put);
    labels.forEach(identity::put);
    annotations.forEach(alert.putObject("annotations")::put);
    alert.put("startsAt", Instant.now().minusSeconds(1).toString());
    alert.put("endsAt", Instant.now().plus(lasts).toString());
    return alert;
  }

  private static void post(ObjectNode... alerts) throws Exception {
    ArrayNode all = JSON.createArrayNode();
    all.addAll(List.of(alerts));
    alertmanager.post(all.toString());
  }

  private static Message awaitMessage(int index, String job) throws Exception {
    alertmanager.await(
        "message " + index + " about " + job + "; " + slack.answers(),
        SOON,
        () -> slack.messagesAbout(job).size() > index);
    return slack.messagesAbout(job).get(index);
  }

  @Test
  void amtoolFindsNothingWrongWithWhatIsShipped() throws Exception {
    Path shipped = Path.of("..", "otel-collector", "alertmanager", "alertmanager.yml");
    Process check =
        new ProcessBuilder(
                RealAlertmanager.program("amtool").orElseThrow().toString(),
                "check-config",
                shipped.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(output).isZero();
    assertThat(output).contains("1 templates").contains("3 inhibit rules");
  }

  @Test
  void messageSaysWhatIsKnownAndWhenItIsOver() throws Exception {
    Map<String, String> labels = Map.of("job", "reports.daily");
    post(
        alert(
            labels,
            Map.of(
                "summary", "[production] FAILED reports.daily: SocketTimeoutException",
                "exception", "SocketTimeoutException: Read timed out",
                "first_app_frame", "at com.acme.DailyReport.figures(DailyReport.java:36)",
                "host", "batch-7",
                "run_id", "636d4e825432003d",
                "duration", "12 s",
                "occurrences_here", "1",
                "runbook", "https://wiki.example/a?b=1&c=<2>|3",
                "trace_url", "https://traces.example/t/1"),
            Duration.ofMinutes(5)));

    Message firing = awaitMessage(0, "reports.daily");
    assertThat(firing.title())
        .isEqualTo("[production] FAILED reports.daily: SocketTimeoutException");
    assertThat(firing.attachment().path("title_link").asText())
        .isEqualTo("https://traces.example/t/1");
    assertThat(firing.attachment().path("color").asText()).isEqualTo("danger");
    assertThat(firing.text().lines().toList())
        .startsWith(
            "SocketTimeoutException: Read timed out",
            "at com.acme.DailyReport.figures(DailyReport.java:36)")
        .anyMatch(
            line ->
                line.startsWith("Service billing, since <!date^")
                    && line.endsWith(", occurrences on batch-7: 1"))
        .contains("Duration 12 s")
        .endsWith("<https://wiki.example/a?b=1&amp;c=%3C2%3E%7C3|Runbook>");
    assertThat(firing.attachment().path("footer").asText())
        .isEqualTo("run 636d4e825432003d | fp 0123456789abcdef | open");

    post(
        alert(
            labels,
            Map.of(
                "summary", "[production] FAILED reports.daily: SocketTimeoutException",
                "recovered", "OK again on batch-7 after 3 failures, down 2 h 14 min"),
            Duration.ofMillis(-1)));

    Message over = awaitMessage(1, "reports.daily");
    assertThat(over.isOver()).isTrue();
    assertThat(over.title()).isEqualTo("[production] OK AGAIN reports.daily");
    assertThat(over.text()).startsWith("OK again on batch-7 after 3 failures, down 2 h 14 min\n");
  }

  @Test
  void leaseThatNobodyRenewedIsNotCalledARecovery() throws Exception {
    post(alert(Map.of("job", "vanished"), Map.of("summary", "s vanished"), Duration.ofSeconds(3)));
    awaitMessage(0, "vanished");

    Message over = awaitMessage(1, "vanished");
    assertThat(over.title()).isEqualTo("[production] NO LONGER REPORTED vanished");
    assertThat(over.text()).startsWith("No JVM reports it any more");
  }

  @Test
  void escalationIsToldOnceAndItsRecoveryOnce() throws Exception {
    Map<String, String> open = Map.of("job", "escalating");
    Map<String, String> escalated =
        Map.of("job", "escalating", "stage", "escalated", "severity", "critical");
    Map<String, String> annotations = Map.of("summary", "FAILED escalating");
    post(alert(open, annotations, Duration.ofMinutes(5)));
    awaitMessage(0, "escalating");

    Duration ends = Duration.ofSeconds(5);
    post(
        alert(open, Map.of("summary", "STILL FAILING escalating"), Duration.ofMinutes(5)),
        alert(escalated, Map.of("summary", "STILL FAILING escalating"), ends));

    Message second = awaitMessage(1, "escalating");
    assertThat(second.attachment().path("color").asText()).isEqualTo("#8b0000");
    alertmanager.await(
        "the first stage is inhibited",
        () ->
            alertmanager.alerts("escalating").stream()
                .anyMatch(each -> each.at("/status/inhibitedBy").size() == 1));

    alertmanager.await(
        "escalation is over", SOON, () -> alertmanager.alerts("escalating").size() == 1);
    post(alert(open, annotations, Duration.ofMillis(-1)));
    Message third = awaitMessage(2, "escalating");
    assertThat(third.isOver()).isTrue();
    alertmanager.await(
        "nothing left to tell", SOON, () -> alertmanager.groupsOf("escalating") == 0);
    assertThat(slack.messagesAbout("escalating")).hasSize(3);
  }

  @Test
  void commonCauseSilencesTheJobsThatFailForIt() throws Exception {
    post(
        alert(
            Map.of("alertname", "BatchCommonCause", "job", "orders-db", "cause", "c1"),
            Map.of("summary", "DB orders-db unreachable: 7 jobs"),
            Duration.ofMinutes(5)));
    awaitMessage(0, "orders-db");
    post(
        alert(
            Map.of("job", "folded", "cause", "c1"),
            Map.of("summary", "FAILED folded"),
            Duration.ofMinutes(5)),
        alert(
            Map.of("job", "other", "cause", "c2"),
            Map.of("summary", "FAILED other"),
            Duration.ofMinutes(5)));

    awaitMessage(0, "other");
    alertmanager.await(
        "folded is inhibited",
        () -> alertmanager.alerts("folded").get(0).at("/status/inhibitedBy").size() == 1);
    assertThat(slack.messagesAbout("folded")).isEmpty();
  }

  @Test
  void whatOthersWroteCannotBreakOut() throws Exception {
    Random random = new Random(20261121);
    for (int i = 0; i < 8; i++) {
      String job = "hostile" + i;
      Map<String, String> annotations =
          Map.of(
              "summary",
              job + " <!channel> " + text(random, 200),
              "exception",
              "<@U1> *b* ``` & <!here>\n" + text(random, 900),
              "first_app_frame",
              text(random, 400),
              "stack",
              "at a.b.<init>(" + text(random, 2000),
              "host",
              text(random, 200),
              "occurrences_here",
              text(random, 50),
              "owner",
              "<!subteam^S1>" + text(random, 50),
              "recovered",
              text(random, 200));
      post(alert(Map.of("job", job, "fingerprint", "<" + i), annotations, Duration.ofSeconds(4)));
    }
    for (int i = 0; i < 8; i++) {
      awaitMessage(0, "hostile" + i);
      assertThat(awaitMessage(1, "hostile" + i).isOver()).isTrue();
    }
    assertThat(slack.answers())
        .as("nothing was refused for what it says")
        .allMatch(answer -> answer.startsWith("200"));
  }

  private static String text(Random random, int most) {
    return Words.printable(RandomMessages.text(random, most));
  }
}
