package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;

/** Each alert as one warning in the agent's log, where no other channel is to be used. */
final class LogChannel implements AlertChannel {
  private final AgentLog log;
  private final String why;

  LogChannel(AgentLog log, String why) {
    this.log = log;
    this.why = why;
  }

  @Override
  public String name() {
    return "log";
  }

  @Override
  public Delivery deliver(AlertMessage message) {
    log.warn(message.line() + " (not sent: " + why + ")");
    return Delivery.delivered();
  }
}
