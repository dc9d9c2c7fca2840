package io.batchmon.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestSettingsTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private Settings settings(String name, String value) {
    return new Settings(Map.of(name, new Settings.Value(value, "a test")), log());
  }

  private AgentLog log() {
    return AgentLog.to(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @Test
  void unlessSomethingIsSetTheTraceIsSaidAndProbesAreLeftOut() {
    Settings none = new Settings(Map.of(), log());

    assertThat(RequestSettings.traceHeader(none)).isEqualTo("X-Trace-ID");
    assertThat(RequestSettings.ignored(none)).contains("/health", "*/actuator/health");
  }

  @Test
  void whatIsSetCounts() {
    assertThat(RequestSettings.traceHeader(settings("batchmon.response.trace.header", "X-Run")))
        .isEqualTo("X-Run");
    assertThat(RequestSettings.ignored(settings("batchmon.http.ignore", "/up, */down")))
        .containsExactly("/up", "*/down");
  }

  @Test
  void bothCanBeNone() {
    assertThat(RequestSettings.traceHeader(settings("batchmon.response.trace.header", "none")))
        .isNull();
    assertThat(RequestSettings.ignored(settings("batchmon.http.ignore", "None"))).isEmpty();
  }

  @Test
  void anEmptyValueIsAsIfNothingWereSet() {
    assertThat(RequestSettings.traceHeader(settings("batchmon.response.trace.header", " ")))
        .isEqualTo("X-Trace-ID");
    assertThat(RequestSettings.ignored(settings("batchmon.http.ignore", ""))).contains("/health");
  }

  @Test
  void whatIsNoNameOfAHeaderIsOneLine() {
    String name = "X-Trace\r\nSet-Cookie: a";

    assertThat(RequestSettings.traceHeader(settings("batchmon.response.trace.header", name)))
        .isEqualTo("X-Trace-ID");
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("is no name of a header");
  }

  @Test
  void whatIsNoPathIsOneLine() {
    assertThat(RequestSettings.ignored(settings("batchmon.http.ignore", "health,/up")))
        .containsExactly("/up");
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("begins with neither / nor *");
  }
}
