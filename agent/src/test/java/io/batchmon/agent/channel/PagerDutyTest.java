package io.batchmon.agent.channel;

import static io.batchmon.standin.Fault.answer;
import static io.batchmon.standin.Fault.reset;
import static io.batchmon.standin.Fault.tooManyRequests;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Messages;
import io.batchmon.agent.alert.Reason;
import io.batchmon.agent.alert.TickingClock;
import io.batchmon.agent.secret.Secret;
import io.batchmon.standin.StandInWebhook;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagerDutyTest {
  private static final String KEY = "R0123456789012345678901234567890".substring(0, 32);

  private final TickingClock clock = new TickingClock();
  private final Messages messages =
      Messages.of(
          clock,
          Map.of("batchmon.trace.url", "https://t.example/{traceId}"),
          "billing-batch",
          "production",
          "batch-7");
  private StandInWebhook server;
  private PagerDuty pager;

  @BeforeEach
  void start() throws IOException {
    server = StandInWebhook.start(StandInWebhook.Kind.PAGERDUTY);
    pager = pager(KEY);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private PagerDuty pager(String key) {
    WebClient client = new WebClient(Secret.of(server.url()), 500, 500);
    return new PagerDuty(client, Secret.of(key), clock, new Random(1));
  }

  private Delivery.State deliver(AlertMessage message) {
    Delivery delivery = pager.deliver(message);
    assertThat(delivery.reason()).doesNotContain(KEY);
    return delivery.state();
  }

  @Test
  void incidentIsAnAlertUntilTheJobIsWell() {
    deliver(messages.first("nightly"));
    deliver(messages.next(Reason.ESCALATED, "nightly"));
    assertThat(server.open()).hasSize(1).allMatch(key -> key.matches("batchmon-[0-9a-f]{32}"));
    deliver(messages.recovered("nightly"));

    assertThat(server.open()).isEmpty();
    JsonNode first = server.messages().get(0);
    assertThat(first.at("/payload/summary").asText())
        .isEqualTo("[production] FAILED nightly: IllegalStateException");
    assertThat(first.at("/payload/source").asText()).isEqualTo("batch-7");
    assertThat(first.at("/payload/severity").asText()).isEqualTo("error");
    assertThat(first.at("/payload/component").asText()).isEqualTo("nightly");
    assertThat(first.at("/payload/group").asText()).isEqualTo("billing-batch");
    assertThat(first.at("/payload/class").asText()).isEqualTo("failed");
    assertThat(first.at("/payload/custom_details/exception").asText()).contains("Bad file");
    assertThat(first.at("/links/0/href").asText()).startsWith("https://t.example/");
    assertThat(first.at("/links/0/text").asText()).isEqualTo("Trace");
    assertThat(server.messages().get(1).at("/payload/severity").asText()).isEqualTo("critical");
    assertThat(server.messages().get(2).path("event_action").asText()).isEqualTo("resolve");
  }

  @Test
  void pageThatWasNotTakenIsTriedOnceMoreAndThenSomebodyElsesOne() {
    server.failAlways(tooManyRequests(null));
    AlertMessage message = messages.first("nightly");

    Delivery delivery = pager.deliver(message);

    assertThat(delivery.state()).isEqualTo(Delivery.State.RETRY_AFTER);
    assertThat(delivery.millis()).isBetween(30_000L, 60_000L);
    clock.advance(Duration.ofSeconds(10));
    assertThat(pager.deliver(message).state()).isEqualTo(Delivery.State.RETRY_AFTER);
    assertThat(server.requests()).hasSize(1);
    clock.advance(Duration.ofMinutes(1));
    assertThat(deliver(message)).isEqualTo(Delivery.State.DELIVERED);
    assertThat(server.requests()).hasSize(2);
    assertThat(deliver(messages.first("hourly"))).isEqualTo(Delivery.State.RETRY_AFTER);
  }

  @Test
  void pageThatIsTakenAtTheSecondTryIsOnePage() {
    server.failNext(tooManyRequests(null));
    AlertMessage message = messages.first("nightly");
    pager.deliver(message);
    clock.advance(Duration.ofMinutes(2));

    assertThat(deliver(message)).isEqualTo(Delivery.State.DELIVERED);
    assertThat(server.messages()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"500, FAILED", "503, FAILED", "400, REFUSED", "403, CLOSED", "404, CLOSED"})
  void othersAreTriedAgainOrNot(int status, Delivery.State state) {
    server.failNext(answer(status, "{}"));
    assertThat(deliver(messages.first("nightly"))).isEqualTo(state);
  }

  @Test
  void connectionThatBreaksIsTriedAgain() {
    server.failNext(reset());
    assertThat(deliver(messages.first("nightly"))).isEqualTo(Delivery.State.FAILED);
  }

  @Test
  void wrongKeyClosesTheChannel() {
    server.failNext(
        answer(
            400,
            "{\"status\":\"invalid event\",\"message\":\"Event object is invalid\",\"errors\":"
                + "[\"'routing_key' is invalid\"]}"));

    Delivery delivery = pager.deliver(messages.first("nightly"));

    assertThat(delivery.state()).isEqualTo(Delivery.State.CLOSED);
    assertThat(delivery.reason()).contains("check batchmon.pagerduty.routing.key");
  }
}
