package io.batchmon.agent.telemetry;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM and its container use. Made only in a JVM that lives for some time, since a short
 * one would pay for it. Confined to the telemetry thread; what cannot be read is absent.
 */
final class RuntimeMetrics {
  private final AgentLog log;
  private @Nullable JvmMetrics jvm;
  private @Nullable ContainerMetrics container;

  RuntimeMetrics(JobMetrics metrics, Surroundings surroundings, Clock clock, AgentLog log) {
    this.log = log;
    try {
      jvm = new JvmMetrics(metrics, clock);
    } catch (LinkageError | RuntimeException notThere) {
      // why: a JVM may be made without the management modules, or forbid their use
      log.info("this JVM does not tell what it uses, there are no jvm.* metrics: " + notThere);
    }
    if (ContainerMetrics.isIn(surroundings)) {
      container = new ContainerMetrics(metrics, surroundings);
    }
  }

  /** Once a second or so: collections are told apart by looking often. */
  void turn() {
    if (jvm != null) {
      try {
        jvm.countCollections();
      } catch (LinkageError | RuntimeException failure) {
        leave(failure);
      }
    }
  }

  /** Everything, before metrics are sent. */
  void read() {
    turn();
    if (jvm != null) {
      try {
        jvm.read();
      } catch (LinkageError | RuntimeException failure) {
        leave(failure);
      }
    }
    if (container != null) {
      try {
        container.read();
      } catch (RuntimeException failure) {
        container = null;
        log.info("this container does not tell any more what it uses: " + failure);
      }
    }
  }

  private void leave(Throwable failure) {
    jvm = null;
    log.info("this JVM does not tell any more what it uses: " + failure);
  }
}
