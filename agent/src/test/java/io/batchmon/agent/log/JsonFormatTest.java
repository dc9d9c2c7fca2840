package io.batchmon.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.agent.config.Redactor;
import io.batchmon.job.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lines as JSON: read back by another parser, and one line for whoever reads lines. */
class JsonFormatTest {
  private final ObjectMapper jackson = new ObjectMapper();
  private final JsonFormat format = new JsonFormat(Redactor.builtIn(), "billing", "production");

  private static LogLine line(
      @Nullable String message, Map<String, ?> mdc, @Nullable Throwable thrown) {
    return new LogLine(1_767_232_813_007L, "INFO", "com.acme.Loader", "main", message, mdc, thrown);
  }

  private JsonNode parsed(LogLine line) {
    String text = format.textOf(line);
    assertThat(text).endsWith("}\n");
    assertThat(text.substring(0, text.length() - 1))
        .as("one line for any reader")
        .doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]");
    try {
      return jackson.readTree(
          new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new AssertionError(text, failure);
    }
  }

  @Test
  void lineSaysWhereItIsFromAndWhichTraceItIsPartOf() {
    Map<String, String> mdc = new LinkedHashMap<>();
    mdc.put("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736");
    mdc.put("span_id", "00f067aa0ba902b7");
    mdc.put("job_name", "nightly");
    mdc.put("job_run_id", "6f1c7f9d02b4a851");
    mdc.put("request_id", "r-17");
    mdc.put("customer", "42");

    assertThat(format.textOf(line("3 \"invoices\"", mdc, null)))
        .isEqualTo(
            "{\"@timestamp\":\"2026-01-01T02:00:13.007Z\",\"level\":\"INFO\","
                + "\"logger\":\"com.acme.Loader\",\"thread\":\"main\","
                + "\"message\":\"3 \\\"invoices\\\"\",\"service\":\"billing\","
                + "\"environment\":\"production\","
                + "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\","
                + "\"span_id\":\"00f067aa0ba902b7\",\"request_id\":\"r-17\","
                + "\"job_name\":\"nightly\",\"job_run_id\":\"6f1c7f9d02b4a851\"}\n");
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    LogLine bare = new LogLine(0, "INFO", null, null, null, Map.of(), null);

    assertThat(format.textOf(bare))
        .isEqualTo(
            "{\"@timestamp\":\"1970-01-01T00:00:00.000Z\",\"level\":\"INFO\","
                + "\"service\":\"billing\",\"environment\":\"production\"}\n");
  }

  @Test
  void exceptionIsTypeMessageAndTrace() {
    Exception thrown =
        new IllegalStateException("closed", new IOException("password=hunter2secret"));

    JsonNode json = parsed(line("giving up", Map.of(), thrown));

    assertThat(json.get("error.type").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(json.get("error.message").asText()).isEqualTo("closed");
    assertThat(json.get("error.stack_trace").asText())
        .contains("\tat ", "Caused by: java.io.IOException")
        .doesNotContain("hunter2");
  }

  @Test
  void exceptionThatCannotBeReadIsItsType() {
    RuntimeException broken =
        new RuntimeException() {
          private static final long serialVersionUID = 1;

          @Override
          public String getMessage() {
            throw new IllegalStateException();
          }
        };

    JsonNode json = parsed(line("giving up", Map.of(), broken));

    assertThat(json.get("error.type").asText()).isEqualTo(broken.getClass().getName());
    assertThat(json.has("error.message")).isFalse();
    assertThat(json.has("error.stack_trace")).isFalse();
  }

  @Test
  void textThatBreaksLinesIsEscaped() {
    String text = "a\nb\r\tc\u0000\u001b\u007f\u0085\u2028\u2029\\\"/\ud83d\ude00\u00fc";

    JsonNode json = parsed(line(text, Map.of(), null));

    assertThat(json.get("message").asText()).isEqualTo(text);
  }

  @Test
  void halfOfASurrogatePairIsReplaced() {
    assertThat(parsed(line("a\ud83d", Map.of(), null)).get("message").asText())
        .isEqualTo("a\ufffd");
    assertThat(parsed(line("\ude00\ud83db", Map.of(), null)).get("message").asText())
        .isEqualTo("\ufffd\ufffdb");
  }

  @Test
  void anyTextComesBack() {
    Random random = new Random(7);
    JsonFormat plain = new JsonFormat(text -> text, "billing", "production");
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        text.appendCodePoint(anyOf(random));
      }
      String line = plain.textOf(line(text.toString(), Map.of(), null));
      try {
        assertThat(jackson.readTree(line).get("message").asText()).isEqualTo(text.toString());
      } catch (IOException failure) {
        throw new AssertionError(line, failure);
      }
    }
  }

  private static int anyOf(Random random) {
    int most = random.nextBoolean() ? 0x100 : random.nextBoolean() ? 0x3000 : 0x10ffff;
    int point = random.nextInt(most);
    return point >= 0xd800 && point <= 0xdfff ? ' ' : point;
  }

  @Test
  void timeIsThatOfTheJdk() {
    Random random = new Random(11);
    for (int round = 0; round < 5000; round++) {
      long millis = (long) (random.nextDouble() * 4_102_444_800_000L);
      StringBuilder text = new StringBuilder();
      UtcTime.append(text, millis);
      assertThat(Instant.parse(text)).isEqualTo(Instant.ofEpochMilli(millis));
      assertThat(text).hasSize("2026-01-01T02:00:13.007Z".length());
    }
  }

  @Test
  void textWithoutEndHasOne() {
    JsonNode json = parsed(line("x".repeat(1_000_000), Map.of(), null));

    assertThat(json.get("message").asText()).hasSizeLessThan(33_000);
  }
}
