package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertEvent;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Failure;
import io.batchmon.agent.alert.Words;
import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a message says as labels and plain text, for services that have no layout of their own. */
final class Facts {
  private Facts() {}

  /** In the order of reading; what is not known is left out. Each value is one printable line. */
  static Map<String, String> of(AlertMessage message) {
    Map<String, String> facts = new LinkedHashMap<>();
    add(facts, "Environment", message.environment());
    add(facts, "Service", message.service());
    AlertEvent event = message.event();
    if (message.isRecovery()) {
      add(facts, "Failures", String.valueOf(message.failures()));
      add(facts, "Down", Words.duration(message.downMillis()));
    } else {
      add(facts, "Occurrences", message.occurrences());
    }
    add(facts, "First failure", Words.utc(message.firstMillis()));
    if (event != null) {
      addRun(facts, message, event);
    }
    add(facts, "Consequence", message.consequence());
    add(facts, "Host", message.host());
    add(facts, "Version", message.serviceVersion());
    add(facts, "Owner", message.owner());
    add(facts, "Fingerprint", message.fingerprint().toString());
    add(facts, "Why", message.why() + ". " + message.next());
    return facts;
  }

  private static void addRun(Map<String, String> facts, AlertMessage message, AlertEvent event) {
    add(facts, "Run", event.runId());
    add(facts, "Started", Words.utc(event.startMillis()));
    add(facts, "Duration", Words.duration(event.durationMillis()));
    if (event.attempt() > 1) {
      add(facts, "Attempt", String.valueOf(event.attempt()));
    }
    String exitCode = event.result().exitCode();
    String status = event.result().status();
    add(facts, "Exit code", exitCode == null ? null : message.redacted(exitCode));
    add(facts, "Status", status == null ? null : message.redacted(status));
    if (event.result().items() != ItemCounts.NONE) {
      add(facts, "Items", Words.items(event.result().items()));
    }
    if (event.run().nextMillis() != JobRun.NO_TIME) {
      add(facts, "Next run", Words.utc(event.run().nextMillis()));
    }
  }

  private static void add(Map<String, String> facts, String label, @Nullable String value) {
    String line = value == null ? "" : line(value, 300);
    if (!line.isEmpty()) {
      facts.put(label, line);
    }
  }

  /** Exception, root cause and the application's first frame, a line each; may be empty. */
  static List<String> failure(AlertMessage message) {
    List<String> lines = new ArrayList<>();
    Failure failure = message.failure();
    if (failure != null) {
      lines.add(line(failure.summary(), 500));
      if (failure.rootCause() != null) {
        lines.add(line("Root cause: " + failure.rootCause(), 500));
      }
      if (failure.frame() != null) {
        lines.add(line(failure.frame(), 500));
      }
    }
    return lines;
  }

  /** The folded stack; empty if there is none. */
  static String stack(AlertMessage message) {
    Failure failure = message.failure();
    return failure == null ? "" : Words.printable(String.join("\n", failure.stack()));
  }

  /** What a push notification shows. */
  static String title(AlertMessage message, int most) {
    String title = line(message.headline(), most);
    return title.isEmpty() ? message.state() : title;
  }

  static String line(String text, int most) {
    return Words.cut(Words.printable(text).replace('\n', ' ').trim(), most);
  }

  /** Links by their label; only what is a web address. */
  static Map<String, String> links(AlertMessage message) {
    Map<String, String> links = new LinkedHashMap<>();
    link(links, "Trace", message.traceUrl());
    link(links, "Runbook", message.runbook());
    return links;
  }

  private static void link(Map<String, String> links, String label, @Nullable String url) {
    String safe = url == null ? "" : Words.printable(url).replace("\n", "");
    if ((safe.startsWith("https://") || safe.startsWith("http://")) && safe.length() <= 1000) {
      links.put(
          label,
          safe.replace(" ", "%20")
              .replace("<", "%3C")
              .replace(">", "%3E")
              .replace("\"", "%22")
              .replace("(", "%28")
              .replace(")", "%29")
              .replace("|", "%7C"));
    }
  }
}
