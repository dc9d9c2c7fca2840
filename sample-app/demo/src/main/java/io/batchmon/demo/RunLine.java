package io.batchmon.demo;

import io.batchmon.standin.ReceivedSpan;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One span as one line: when it ended, how, how long it took, what it was, and what is odd. */
final class RunLine {
  private static final int MAX_ERROR = 110;
  private static final Map<String, String> SYMBOLS =
      Map.of(
          "succeeded", "\u2713",
          "failed", "\u2717",
          "stopped", "\u25a0",
          "skipped", "\u2013",
          "rejected", "\u2717",
          "aborted", "\u2717",
          "lost", "?");
  private static final Map<String, String> ASCII_SYMBOLS =
      Map.of("\u2713", "+", "\u2717", "x", "\u25a0", "#", "\u2013", "-");

  private final DateTimeFormatter time;
  private final boolean unicode;

  RunLine(ZoneId zone, boolean unicode) {
    this.time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(zone);
    this.unicode = unicode;
  }

  /** The outcome's word, or what the status says where the span is not a run. */
  static String outcome(ReceivedSpan span) {
    Object outcome = span.attributes().get("batch.job.outcome");
    if (outcome != null) {
      return outcome.toString();
    }
    return span.statusCode().equals("ERROR") ? "failed" : "succeeded";
  }

  /**
   * @param depth 0 for a line of its own, 1 for a child of such a line, and so on
   */
  String of(ReceivedSpan span, int depth) {
    String outcome = outcome(span);
    String word = outcome.equals("succeeded") ? outcome : outcome.toUpperCase(Locale.ROOT);
    String symbol = SYMBOLS.getOrDefault(outcome, "?");
    String shown = unicode ? symbol : ASCII_SYMBOLS.getOrDefault(symbol, symbol);
    String branch = depth == 0 ? "" : "  ".repeat(depth - 1) + (unicode ? "\u2514 " : "`- ");
    List<String> details = details(span);
    if (depth == 0) {
      details.add("trace " + span.traceId().substring(0, Math.min(8, span.traceId().length())));
    }
    return String.format(
            Locale.ROOT,
            "%s  %s %-9s %8s  %-48s %s",
            time.format(Instant.ofEpochSecond(0, span.endNanos())),
            shown,
            word,
            seconds((span.endNanos() - span.startNanos()) / 1e9),
            branch + label(span),
            String.join(" | ", details))
        .stripTrailing();
  }

  private static String label(ReceivedSpan span) {
    Object step = span.attributes().get("batch.step.name");
    if (step != null) {
      return "step " + step;
    }
    Object name = span.attributes().get("batch.job.name");
    if (name == null || !span.kind().equals("INTERNAL")) {
      Object status = span.attributes().get("http.response.status_code");
      return status == null ? span.name() : span.name() + " " + status;
    }
    Object group = span.attributes().get("batch.job.group");
    Object system = span.attributes().get("batch.job.system");
    return (group == null ? "" : group + ".") + name + (system == null ? "" : " [" + system + "]");
  }

  private static List<String> details(ReceivedSpan span) {
    Map<String, Object> attributes = span.attributes();
    List<String> details = new ArrayList<>();
    if (attributes.get("batch.job.attempt") instanceof Long attempt && attempt > 1) {
      details.add("attempt " + attempt);
    }
    if (attributes.get("batch.job.lateness") instanceof Number late && late.doubleValue() > 0) {
      details.add("late " + seconds(late.doubleValue()));
    }
    for (String kind : List.of("read", "written", "skipped")) {
      if (attributes.get("batch.items." + kind) instanceof Number count && count.longValue() > 0) {
        details.add(kind + " " + count);
      }
    }
    String error = error(span);
    if (error != null) {
      String oneLine = error.replaceAll("\\s+", " ");
      details.add(
          oneLine.length() <= MAX_ERROR ? oneLine : oneLine.substring(0, MAX_ERROR) + " ...");
    }
    return details;
  }

  private static @Nullable String error(ReceivedSpan span) {
    for (ReceivedSpan.SpanEvent event : span.events()) {
      if (event.name().equals("exception")) {
        String type = String.valueOf(event.attributes().get("exception.type"));
        Object message = event.attributes().get("exception.message");
        String simple = type.substring(type.lastIndexOf('.') + 1);
        return message == null ? simple : simple + ": " + message;
      }
    }
    Object reason = span.attributes().get("batch.job.reason");
    if (reason != null) {
      return reason.toString();
    }
    return span.statusMessage().isEmpty() ? null : span.statusMessage();
  }

  private static String seconds(double seconds) {
    return seconds < 1
        ? Math.round(seconds * 1000) + " ms"
        : String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
