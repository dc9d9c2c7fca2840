package io.batchmon.agent.alert;

import io.batchmon.agent.run.FlushedAtExit;

/**
 * Waits, when the JVM ends, until alerting has decided and if possible told: telemetry, which is
 * flushed after it, then has heard of it. Takes a part of the time only, so that a channel that
 * hangs leaves enough for the rest.
 */
final class FirstWord implements FlushedAtExit {
  private static final int PART = 4;

  private final Alerts alerts;

  FirstWord(Alerts alerts) {
    this.alerts = alerts;
  }

  @Override
  public void beginFlush() {
    alerts.beginFlush();
  }

  @Override
  public void awaitFlush(long nanos) {
    alerts.awaitWord(nanos / PART);
  }
}
