package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.standin.StandInCollector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelTest {
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));
  private final Map<String, String> unreachable = new HashMap<>();

  private Channel channel(StandInCollector collector) {
    OtlpConfig config =
        new OtlpConfig(TestRuns.settings(log, "otel.exporter.otlp.endpoint", collector.endpoint()));
    return new Channel(config.traces, log, "test", unreachable);
  }

  @Test
  void pausesGrowToHalfAMinuteAndEndWithSuccess() throws IOException {
    try (StandInCollector collector = StandInCollector.start()) {
      collector.answerStatus(503);
      Channel channel = channel(collector);
      long[] seconds = {1, 2, 4, 8, 16, 30, 30};
      for (long pause : seconds) {
        SendResult failed = channel.send(new byte[0], 5000, false);
        channel.pause(failed, 0);
        assertThat(channel.isReady(pause * 1_000_000_000L - 1)).isFalse();
        assertThat(channel.isReady(pause * 1_000_000_000L)).isTrue();
      }
      collector.answer();
      assertThat(channel.send(new byte[0], 5000, false).isDelivered()).isTrue();
      assertThat(channel.isReady(0)).isTrue();
    }
    assertThat(stderr.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
  }

  @Test
  void collectorsOwnPauseWinsOverAShorterOne() throws IOException {
    try (StandInCollector collector = StandInCollector.start()) {
      collector.answerStatus(429, "7");
      Channel channel = channel(collector);
      channel.pause(channel.send(new byte[0], 5000, true), 0);
      assertThat(channel.isReady(6_999_999_999L)).isFalse();
      assertThat(channel.isReady(7_000_000_000L)).isTrue();
    }
  }

  @Test
  void certificateThatCannotBeReadIsOneWarningAndNoException() {
    OtlpConfig config =
        new OtlpConfig(
            TestRuns.settings(
                log,
                "otel.exporter.otlp.endpoint",
                "https://127.0.0.1:1",
                "otel.exporter.otlp.certificate",
                "/nonexistent.pem"));
    Channel channel = new Channel(config.traces, log, "test", unreachable);
    SendResult result = channel.send(new byte[0], 1000, false);
    assertThat(result.isDelivered()).isFalse();
    assertThat(result.isRetryable()).isFalse();
    assertThat(stderr.toString(StandardCharsets.UTF_8)).contains("/nonexistent.pem");
  }
}
