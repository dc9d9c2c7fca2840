package io.batchmon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "java.net.ConnectException: Failed to connect to /127.0.0.1:1"
            + "|Failed to connect to /127.0.0.1:1; nothing listens there, or a firewall refuses;"
            + " check host and port",
        "java.io.InterruptedIOException: timeout|no answer in time; check firewall and proxy",
        "am-0:9093: java.io.InterruptedIOException: timeout"
            + "|am-0:9093: no answer in time; check firewall and proxy",
        "java.net.UnknownHostException: am-0|am-0; check the host's name, and DNS on this machine",
        "answer 404 no_service; check that|answer 404 no_service; check that"
      })
  void namesOfExceptionsBecomeRemedies(String text, String said) {
    assertThat(Reach.said(text)).isEqualTo(said);
  }
}
