package io.batchmon.agent;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Runs;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Other agents in this JVM that trace its requests, calls, statements and messages. Asked when the
 * first hook is woven, since an agent that comes later on the command line is not there before.
 */
final class PeerAgents {
  /** What is on the bootstrap loader, and whose it is; a distribution before what it is made of. */
  private static final String[][] ON_BOOTSTRAP = {
    {
      "software.amazon.opentelemetry.javaagent.bootstrap.AwsAgentBootstrap",
      "AWS's distribution of the OpenTelemetry Java agent"
    },
    {"io.opentelemetry.javaagent.bootstrap.AgentInitializer", "the OpenTelemetry Java agent"},
    {"datadog.trace.bootstrap.Agent", "Datadog's agent"},
  };

  private static final String ELASTIC = "ElasticApm.attached";

  private final AgentLog log;
  private final AtomicBoolean looked = new AtomicBoolean();
  private volatile @Nullable Runs runs;

  PeerAgents(AgentLog log) {
    this.log = log;
  }

  /** Who is to leave requests and calls to them. */
  void tell(Runs newRuns) {
    runs = newRuns;
  }

  /** Looks, once, and says in one line who is there. */
  void look() {
    if (looked.get() || !looked.compareAndSet(false, true)) {
      return;
    }
    String who = whoIsThere();
    Runs ours = runs;
    if (who != null && ours != null) {
      ours.leaveExchanges();
      log.info(
          who
              + " is in this JVM too: spans of requests, calls, SQL and messages are left to it;"
              + " runs, their metrics and alerts stay batchmon's");
    }
  }

  private static @Nullable String whoIsThere() {
    for (String[] known : ON_BOOTSTRAP) {
      if (isOnBootstrap(known[0])) {
        return known[1];
      }
    }
    return Boolean.parseBoolean(System.getProperty(ELASTIC)) ? "Elastic's agent" : null;
  }

  // why: asking the system loader instead would open every jar of the class path
  private static boolean isOnBootstrap(String className) {
    try {
      Class.forName(className, false, null);
      return true;
    } catch (ClassNotFoundException | LinkageError absent) {
      return false;
    }
  }
}
