package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmqpMessagesTest {
  private static final String ONE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @AfterEach
  void nobodyListens() {
    JobRuns.listen(null);
  }

  @ParameterizedTest
  @CsvSource({
    "shop, order.17, shop",
    "amq.topic, order.17, amq.topic",
    "'', orders, orders",
    ", orders, orders",
    "'', amq.gen-17, (temporary)",
    "'', spring.gen-17, (temporary)",
    "'', '', amq.default",
    ", , amq.default",
  })
  void messageIsSentToItsExchangeOrAQueue(String exchange, String routingKey, String destination) {
    assertThat(AmqpMessages.sentTo(exchange, routingKey)).isEqualTo(destination);
  }

  @ParameterizedTest
  @CsvSource({
    "orders, shop, order.17, orders",
    "amq.gen-17, shop, order.17, (temporary)",
    ", shop, order.17, shop",
    "'', '', orders, orders",
  })
  void messageComesFromItsQueue(
      String queue, String exchange, String routingKey, String destination) {
    assertThat(AmqpMessages.cameFrom(queue, exchange, routingKey)).isEqualTo(destination);
  }

  @Test
  void headersOfATraceAreFoundWhateverTheirCaseAndType() {
    JobRuns.listen(
        new RunListener() {
          @Override
          public OpenRun started(JobRun run, Object owner, OpenRun parent) {
            return OpenRun.NONE;
          }

          @Override
          public OpenRun open(Object owner, boolean inAnyThread) {
            return null;
          }

          @Override
          public OpenRun current() {
            return null;
          }

          @Override
          public void stopRequested(JobName name, String instanceId, boolean requested) {}

          @Override
          public void missed(JobName name, long scheduledMillis, String reason) {}

          @Override
          public void adviceFailed(String hook, Throwable failure) {}

          @Override
          public String[] incomingHeaders() {
            return new String[] {"traceparent", "tracestate", "baggage"};
          }
        });
    Map<String, Object> headers = new HashMap<>();
    headers.put("TraceParent", CharBuffer.wrap(ONE));
    headers.put("tracestate", null);
    headers.put("baggage", "x".repeat(10_000));
    headers.put(null, "nameless");

    assertThat(AmqpMessages.trace(headers)).containsExactly(ONE, null, null);
    assertThat(AmqpMessages.trace(Map.of("tag", "1"))).isNull();
    assertThat(AmqpMessages.trace(Map.of())).isNull();
    assertThat(AmqpMessages.trace(null)).isNull();
  }

  @Test
  void onlyATraceParentIsALink() {
    assertThat(AmqpMessages.traceParent(Map.of("traceparent", ONE))).isEqualTo(ONE);
    assertThat(AmqpMessages.traceParent(Map.of("traceparent", "17"))).isNull();
    assertThat(AmqpMessages.traceParent(null)).isNull();
  }

  @Test
  void headersAreThereWhateverTheirCase() {
    Map<String, Object> headers = new HashMap<>();
    headers.put("TraceParent", ONE);
    headers.put(null, "nameless");

    assertThat(AmqpMessages.has(headers, "traceparent")).isTrue();
    assertThat(AmqpMessages.has(headers, "tracestate")).isFalse();
    assertThat(AmqpMessages.has(null, "tracestate")).isFalse();
  }

  @Test
  void whatTheBrokerCountsIsAnAttempt() {
    Map<String, Object> here = Map.of("queue", "orders", "reason", "rejected", "count", 2L);
    Map<String, Object> expired = Map.of("queue", "orders", "reason", "expired", "count", 5L);
    Map<String, Object> other = Map.of("queue", "bills", "reason", "rejected", "count", 7L);

    assertThat(AmqpMessages.attempt(null, "orders")).isEqualTo(1);
    assertThat(AmqpMessages.attempt(Map.of("tag", "1"), "orders")).isEqualTo(1);
    assertThat(AmqpMessages.attempt(Map.of("x-delivery-count", 3), "orders")).isEqualTo(4);
    assertThat(AmqpMessages.attempt(Map.of("x-death", List.of(here, expired, other)), "orders"))
        .isEqualTo(3);
    assertThat(AmqpMessages.attempt(Map.of("x-death", List.of(here)), null)).isEqualTo(1);
  }

  @Test
  void whatIsNoCountIsNone() {
    Map<String, Object> death = Map.of("queue", "orders", "reason", "rejected");
    List<Object> deaths = Arrays.asList(null, "gone", death);

    assertThat(AmqpMessages.attempt(Map.of("x-death", deaths), "orders")).isEqualTo(1);
    assertThat(AmqpMessages.attempt(Map.of("x-death", "once"), "orders")).isEqualTo(1);
    assertThat(AmqpMessages.attempt(Map.of("x-delivery-count", "many"), "orders")).isEqualTo(1);
    assertThat(AmqpMessages.attempt(Map.of("x-delivery-count", -3L), "orders")).isEqualTo(1);
    assertThat(AmqpMessages.attempt(Map.of("x-delivery-count", Integer.MAX_VALUE), "orders"))
        .isEqualTo(Integer.MAX_VALUE);
  }
}
