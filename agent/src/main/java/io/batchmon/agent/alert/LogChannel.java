package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;

/** Each alert as one warning in the agent's log, where no channel takes it. */
final class LogChannel {
  private final AgentLog log;

  LogChannel(AgentLog log) {
    this.log = log;
  }

  void tell(AlertMessage message, String why) {
    log.warn(message.line() + " (not sent: " + why + ")");
  }
}
