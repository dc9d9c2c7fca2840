package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Fact;
import io.batchmon.agent.alert.Failure;
import io.batchmon.agent.alert.Reason;
import io.batchmon.agent.alert.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a message says as labels and plain text, for services that have no layout of their own. */
final class Facts {
  private static final int MAX_LINES = 10;

  private Facts() {}

  /** In the order of reading; what is not known is left out. Each value is one printable line. */
  static Map<String, String> of(AlertMessage message) {
    Map<String, String> facts = new LinkedHashMap<>();
    add(facts, "Environment", message.environment());
    add(facts, "Service", message.service());
    for (Fact fact : message.facts()) {
      add(facts, line(fact.label(), 40), fact.text());
    }
    add(facts, "Consequence", message.consequence());
    add(facts, "Run", message.runId());
    add(facts, "Host", message.host());
    add(facts, "Version", message.serviceVersion());
    add(facts, "Owner", message.owner());
    if (isOfIncident(message)) {
      add(facts, "Fingerprint", message.fingerprint().toString());
    }
    add(facts, "Why", message.why() + (message.next().isEmpty() ? "" : ". " + message.next()));
    return facts;
  }

  /** Whether it is about an incident, so that it has a beginning and an end. */
  static boolean isOfIncident(AlertMessage message) {
    return message.reason() != Reason.DIGEST && message.reason() != Reason.NOTICE;
  }

  private static void add(Map<String, String> facts, String label, @Nullable String value) {
    String line = value == null ? "" : line(value, 300);
    if (!line.isEmpty() && !label.isEmpty()) {
      facts.put(label, line);
    }
  }

  /** Exception, root cause, the application's first frame, what is listed; may be empty. */
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
    for (String line : message.lines()) {
      if (lines.size() < MAX_LINES) {
        lines.add(line(line, 200));
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
              .replace("`", "%60")
              .replace("|", "%7C"));
    }
  }
}
