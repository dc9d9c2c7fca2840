package io.batchmon.demo;

import io.batchmon.standin.ReceivedSpan;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Spans in the order in which a person wants to read them: a root, below it what it consists of.
 */
final class RunLines {
  private static final long ORPHAN_AFTER_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int REMEMBERED = 10_000;

  private record Waiting(ReceivedSpan span, long sinceNanos) {}

  private final RunLine line;
  private final List<Waiting> waiting = new ArrayList<>();
  private final Map<String, Integer> printedDepths =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private int spans;
  private int roots;

  /**
   * @param unicode whether the terminal can show more than ASCII
   */
  RunLines(ZoneId zone, boolean unicode) {
    this.line = new RunLine(zone, unicode);
  }

  void add(ReceivedSpan span, long nanos) {
    // why: a start record is the same span again, for X-Ray alone
    if (!Boolean.TRUE.equals(span.attributes().get("aws.xray.inprogress"))) {
      waiting.add(new Waiting(span, nanos));
    }
  }

  /** The lines that can be printed now. */
  List<String> ready(long nanos) {
    List<String> lines = new ArrayList<>();
    waiting.sort(Comparator.comparingLong(one -> one.span().startNanos()));
    boolean more = true;
    while (more) {
      more = false;
      for (Waiting one : List.copyOf(waiting)) {
        if (waiting.contains(one) && isDue(one, nanos)) {
          print(one, lines);
          more = true;
        }
      }
    }
    return lines;
  }

  private boolean isDue(Waiting one, long nanos) {
    return one.span().isRoot()
        || printedDepths.containsKey(one.span().parentSpanId())
        || !awaitsParent(one, nanos);
  }

  /** Whether the parent is here, or may still come. */
  private boolean awaitsParent(Waiting one, long nanos) {
    return (nanos != Long.MAX_VALUE && nanos - one.sinceNanos() < ORPHAN_AFTER_NANOS)
        || waiting.stream().anyMatch(o -> o.span().spanId().equals(one.span().parentSpanId()));
  }

  private void print(Waiting one, List<String> lines) {
    ReceivedSpan span = one.span();
    waiting.remove(one);
    Integer parentDepth = printedDepths.get(span.parentSpanId());
    int depth = parentDepth == null ? 0 : parentDepth + 1;
    printedDepths.put(span.spanId(), depth);
    count(span, depth);
    lines.add(line.of(span, depth));
    Set<Waiting> children = new LinkedHashSet<>(waiting);
    children.removeIf(child -> !child.span().parentSpanId().equals(span.spanId()));
    children.forEach(child -> print(child, lines));
  }

  private void count(ReceivedSpan span, int depth) {
    spans++;
    if (depth == 0) {
      roots++;
      outcomes.merge(RunLine.outcome(span), 1, Integer::sum);
    }
  }

  String summary() {
    StringBuilder text = new StringBuilder().append(roots).append(" runs");
    String separator = " (";
    for (Map.Entry<String, Integer> outcome : outcomes.entrySet()) {
      text.append(separator).append(outcome.getValue()).append(' ').append(outcome.getKey());
      separator = ", ";
    }
    return text.append(outcomes.isEmpty() ? "" : ")")
        .append(" as ")
        .append(spans)
        .append(" spans")
        .toString();
  }
}
