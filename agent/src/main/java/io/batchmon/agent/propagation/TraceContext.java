package io.batchmon.agent.propagation;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.RemoteParent;
import org.jspecify.annotations.Nullable;

/** W3C Trace Context, levels 1 and 2: {@code traceparent} and {@code tracestate}. */
final class TraceContext implements TraceFormat {
  private static final int LENGTH = 55;
  private static final int TRACE = 3;
  private static final int SPAN = 36;
  private static final int FLAGS = 53;
  private static final int SAMPLED = 1;
  private static final int RANDOM = 2;

  @Override
  public String[] names() {
    return new String[] {"traceparent", "tracestate"};
  }

  @Override
  public void read(@Nullable String[] values, int first, Incoming into) {
    String parent = values[first];
    if (parent == null || into.hasTrace() || !isWellFormed(parent)) {
      return;
    }
    long high = HexText.value(parent, TRACE, HexText.LONG);
    long low = HexText.value(parent, TRACE + HexText.LONG, HexText.LONG);
    long span = HexText.value(parent, SPAN, HexText.LONG);
    if ((high | low) == 0 || span == 0) {
      return;
    }
    long flags = HexText.value(parent, FLAGS, 2);
    into.trace(high, low, span, (flags & SAMPLED) != 0);
    into.also((flags & RANDOM) != 0, TraceState.kept(values[first + 1]));
  }

  // why: a later version may append fields, which begin with a dash; the first one may not
  private static boolean isWellFormed(String parent) {
    return parent.length() >= LENGTH
        && HexText.isAt(parent, 0, 2)
        && !parent.startsWith("ff")
        && (parent.length() == LENGTH || (parent.charAt(LENGTH) == '-' && !parent.startsWith("00")))
        && parent.charAt(2) == '-'
        && HexText.isAt(parent, TRACE, 2 * HexText.LONG)
        && parent.charAt(SPAN - 1) == '-'
        && HexText.isAt(parent, SPAN, HexText.LONG)
        && parent.charAt(FLAGS - 1) == '-'
        && HexText.isAt(parent, FLAGS, 2);
  }

  @Override
  public int count(ActiveRun run) {
    return stateOf(run) == null ? 1 : 2;
  }

  private static @Nullable String stateOf(ActiveRun run) {
    RemoteParent remote = run.remote();
    return remote == null ? null : remote.traceState();
  }

  @Override
  public int write(ActiveRun run, String[] into, int at) {
    byte[] parent = new byte[LENGTH];
    HexText.write(parent, 0, "00-");
    HexText.write(parent, TRACE, run.traceIdHigh());
    HexText.write(parent, TRACE + HexText.LONG, run.traceIdLow());
    parent[SPAN - 1] = '-';
    HexText.write(parent, SPAN, run.spanId());
    parent[FLAGS - 1] = '-';
    parent[FLAGS] = '0';
    parent[FLAGS + 1] =
        (byte) ('0' + (run.isSampled() ? SAMPLED : 0) + (isRandom(run) ? RANDOM : 0));
    into[at++] = "traceparent";
    into[at++] = HexText.of(parent);
    String state = stateOf(run);
    if (state != null) {
      into[at++] = "tracestate";
      into[at++] = state;
    }
    return at;
  }

  // why: an id made elsewhere is as random as was said there
  private static boolean isRandom(ActiveRun run) {
    RemoteParent remote = run.remote();
    return remote == null || !remote.hasTrace() || remote.hasRandomId();
  }
}
