package io.batchmon.agent.log;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Hex;
import io.batchmon.job.JobRun;
import io.batchmon.job.LogKeys;
import io.batchmon.job.RunKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What lines of a run carry: its span, the job that it is a part of, the request around it. */
final class KeysOfRun {
  /** Under which attributes a request knows the id that it brought along, the best first. */
  private static final String[] REQUEST_IDS = {
    "http.request.header.x-request-id", "http.request.header.x-trace-id",
  };

  private static final int LONGEST = 200;

  private KeysOfRun() {}

  static LogKeys of(ActiveRun run) {
    List<String> pairs = new ArrayList<>();
    add(pairs, LogKeys.TRACE_ID, Hex.of(run.traceIdHigh()) + Hex.of(run.traceIdLow()));
    add(pairs, LogKeys.SPAN_ID, Hex.of(run.withSpan().spanId()));
    add(pairs, LogKeys.TRACE_FLAGS, run.isSampled() ? "01" : "00");
    ActiveRun job = around(run, RunKind.JOB);
    if (job != null) {
      add(pairs, LogKeys.JOB_NAME, printable(job.run().name().display()));
      add(pairs, LogKeys.JOB_RUN_ID, job.runId());
    }
    ActiveRun request = around(run, RunKind.REQUEST);
    String id = request == null ? null : idOf(request.run());
    if (id != null) {
      add(pairs, LogKeys.REQUEST_ID, printable(id));
    }
    return new LogKeys(pairs.toArray(new String[0]));
  }

  private static void add(List<String> pairs, String name, String value) {
    pairs.add(name);
    pairs.add(value);
  }

  private static @Nullable ActiveRun around(ActiveRun run, RunKind kind) {
    ActiveRun around = run;
    while (around != null && around.kind() != kind) {
      around = around.parent();
    }
    return around;
  }

  private static @Nullable String idOf(JobRun request) {
    for (String name : REQUEST_IDS) {
      for (int i = 0; i < request.attributeCount(); i++) {
        if (request.attributeName(i).equals(name)) {
          return String.valueOf(request.attributeValue(i));
        }
      }
    }
    return null;
  }

  // why: a line break in a name would let whoever chose it write lines of their own
  private static String printable(String text) {
    StringBuilder shown = new StringBuilder(Math.min(LONGEST, text.length()));
    for (int i = 0; i < text.length() && i < LONGEST; i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
    }
    return shown.toString();
  }
}
