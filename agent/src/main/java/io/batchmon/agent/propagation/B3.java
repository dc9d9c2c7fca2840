package io.batchmon.agent.propagation;

import io.batchmon.agent.run.ActiveRun;
import org.jspecify.annotations.Nullable;

/**
 * Zipkin's B3. Both of its forms are read, the single header first; written is what is asked for.
 */
final class B3 implements TraceFormat {
  private static final int SINGLE = 0;
  private static final int TRACE = 1;
  private static final int SPAN = 2;
  private static final int SAMPLED = 3;
  private static final int FLAGS = 4;
  private static final int LENGTH = 3 * HexText.LONG + 3;
  private static final int MULTIPLE = 3;

  private final boolean asOne;
  private final boolean asMany;

  B3(boolean asOne, boolean asMany) {
    this.asOne = asOne;
    this.asMany = asMany;
  }

  @Override
  public String[] names() {
    return new String[] {"b3", "x-b3-traceid", "x-b3-spanid", "x-b3-sampled", "x-b3-flags"};
  }

  @Override
  public void read(@Nullable String[] values, int first, Incoming into) {
    if (into.hasTrace()) {
      return;
    }
    String single = values[first + SINGLE];
    if (single != null) {
      readSingle(single, into);
    }
    if (into.hasTrace()) {
      return;
    }
    String trace = values[first + TRACE];
    String span = values[first + SPAN];
    Boolean sampled =
        "1".equals(values[first + FLAGS]) ? Boolean.TRUE : decision(values[first + SAMPLED]);
    if (trace != null && span != null) {
      ids(trace, 0, trace.length(), span, 0, span.length(), sampled, into);
    } else if (trace == null && span == null && sampled != null) {
      into.decision(sampled);
    }
  }

  /** {@code trace-span-sampled-parent}, the last two optional, or the decision alone. */
  private static void readSingle(String text, Incoming into) {
    int length = text.length();
    int trace = text.indexOf('-');
    if (trace < 0) {
      Boolean alone = single(text);
      if (alone != null) {
        into.decision(alone);
      }
      return;
    }
    int span = HeaderText.find(text, '-', trace + 1, length);
    int sampled = span == length ? length : HeaderText.find(text, '-', span + 1, length);
    if (sampled == length || text.indexOf('-', sampled + 1) < 0) {
      Boolean kept = span == length ? null : single(text.substring(span + 1, sampled));
      ids(text, 0, trace, text, trace + 1, span, kept, into);
    }
  }

  private static void ids(
      String trace,
      int traceFrom,
      int traceTo,
      String span,
      int spanFrom,
      int spanTo,
      @Nullable Boolean sampled,
      Incoming into) {
    int digits = traceTo - traceFrom;
    boolean longId = digits == 2 * HexText.LONG;
    if ((!longId && digits != HexText.LONG)
        || !HexText.isAt(trace, traceFrom, digits)
        || !isSpan(span, spanFrom, spanTo)) {
      return;
    }
    long high = longId ? HexText.value(trace, traceFrom, HexText.LONG) : 0;
    long low = HexText.value(trace, traceTo - HexText.LONG, HexText.LONG);
    long id = HexText.value(span, spanFrom, HexText.LONG);
    if ((high | low) != 0 && id != 0) {
      into.trace(high, low, id, sampled);
    }
  }

  private static boolean isSpan(String text, int from, int to) {
    return to - from == HexText.LONG && HexText.isAt(text, from, HexText.LONG);
  }

  /** As the other form, and {@code d} for debugging, which is a reason to keep it. */
  private static @Nullable Boolean single(String word) {
    return word.equals("d") ? Boolean.TRUE : decision(word);
  }

  private static @Nullable Boolean decision(@Nullable String word) {
    if (word == null) {
      return null;
    }
    switch (word) {
      case "1":
      case "true":
        return true;
      case "0":
      case "false":
        return false;
      default:
        return null;
    }
  }

  @Override
  public int count(ActiveRun run) {
    return (asOne ? 1 : 0) + (asMany ? MULTIPLE : 0);
  }

  @Override
  public int write(ActiveRun run, String[] into, int at) {
    byte[] single = new byte[LENGTH];
    HexText.write(single, 0, run.traceIdHigh());
    HexText.write(single, HexText.LONG, run.traceIdLow());
    single[2 * HexText.LONG] = '-';
    HexText.write(single, 2 * HexText.LONG + 1, run.spanId());
    single[LENGTH - 2] = '-';
    single[LENGTH - 1] = (byte) (run.isSampled() ? '1' : '0');
    String text = HexText.of(single);
    if (asOne) {
      into[at++] = "b3";
      into[at++] = text;
    }
    if (asMany) {
      into[at++] = "X-B3-TraceId";
      into[at++] = text.substring(0, 2 * HexText.LONG);
      into[at++] = "X-B3-SpanId";
      into[at++] = text.substring(2 * HexText.LONG + 1, LENGTH - 2);
      into[at++] = "X-B3-Sampled";
      into[at++] = run.isSampled() ? "1" : "0";
    }
    return at;
  }
}
