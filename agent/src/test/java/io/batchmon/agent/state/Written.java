package io.batchmon.agent.state;

import io.batchmon.agent.config.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the agent wrote to standard error. */
final class Written {
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));

  AgentLog log() {
    return log;
  }

  List<String> lines() {
    return stderr.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
