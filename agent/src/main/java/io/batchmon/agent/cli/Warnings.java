package io.batchmon.agent.cli;

import io.batchmon.agent.config.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.List;

/** A log whose warnings are kept, to become rows. Thread-safe. */
final class Warnings {
  private static final String PREFIX = "[batchmon] WARN ";
  private static final String UTF_8 = "UTF-8";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AgentLog log;

  Warnings() {
    try {
      log = AgentLog.to(new PrintStream(bytes, true, UTF_8));
    } catch (UnsupportedEncodingException never) {
      throw new IllegalStateException("every JVM has UTF-8", never);
    }
  }

  AgentLog log() {
    return log;
  }

  /** What was warned of since the last call, each once. */
  List<String> take() {
    String text;
    synchronized (bytes) {
      try {
        text = bytes.toString(UTF_8);
      } catch (UnsupportedEncodingException never) {
        throw new IllegalStateException("every JVM has UTF-8", never);
      }
      bytes.reset();
    }
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String bare = (line.startsWith(PREFIX) ? line.substring(PREFIX.length()) : line).trim();
      if (!bare.isEmpty() && !lines.contains(bare)) {
        lines.add(bare);
      }
    }
    return lines;
  }
}
