package io.batchmon.agent;

import io.batchmon.agent.config.AgentLog;
import java.util.concurrent.atomic.AtomicBoolean;

/** Other agents in this JVM that trace the same jobs. */
final class PeerAgents {
  private static final String OPENTELEMETRY =
      "io.opentelemetry.javaagent.bootstrap.AgentInitializer";

  private final AgentLog log;
  private final AtomicBoolean said = new AtomicBoolean();

  PeerAgents(AgentLog log) {
    this.log = log;
  }

  /**
   * Says in one line which are there; called when the first hook is woven, since an agent that
   * comes later on the command line is not there before.
   */
  void sayOnce() {
    if (said.compareAndSet(false, true) && isOnBootstrap(OPENTELEMETRY)) {
      log.warn(
          "the OpenTelemetry Java agent is in this JVM too: batchmon works beside it, but job spans"
              + " of its own come in addition; -Dotel.instrumentation.quartz.enabled=false switches"
              + " those of Quartz off");
    }
  }

  // why: asking the system loader instead would open every jar of the class path
  private static boolean isOnBootstrap(String className) {
    try {
      Class.forName(className, false, null);
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }
}
