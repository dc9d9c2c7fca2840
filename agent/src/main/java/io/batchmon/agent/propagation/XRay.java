package io.batchmon.agent.propagation;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.RemoteParent;
import org.jspecify.annotations.Nullable;

/** AWS X-Ray: {@code X-Amzn-Trace-Id: Root=1-5759e988-bd86...;Parent=5399...;Sampled=1}. */
final class XRay implements TraceFormat {
  private static final int ROOT_LENGTH = 35;
  private static final int EPOCH_DIGITS = 8;
  private static final int LONGEST_LINEAGE = 128;
  private static final String ROOT = "Root=1-";
  private static final String PARENT = ";Parent=";
  private static final String SAMPLED = ";Sampled=";
  private static final String LINEAGE = ";Lineage=";
  private static final int LENGTH =
      "Root=".length()
          + ROOT_LENGTH
          + PARENT.length()
          + HexText.LONG
          + SAMPLED.length()
          + "1".length();

  @Override
  public String[] names() {
    return new String[] {"x-amzn-trace-id"};
  }

  @Override
  public void read(@Nullable String[] values, int first, Incoming into) {
    String header = values[first];
    if (header == null) {
      return;
    }
    long high = 0;
    long low = 0;
    long span = 0;
    Boolean sampled = null;
    for (int at = 0; at < header.length(); ) {
      int end = HeaderText.find(header, ';', at, header.length());
      int from = HeaderText.skipBlanks(header, at, end);
      int to = HeaderText.trimBlanks(header, from, end);
      if (isKey(header, from, to, ROOT)) {
        int epoch = from + ROOT.length();
        int unique = HeaderText.find(header, '-', epoch, to) + 1;
        boolean valid = isRoot(header, epoch, unique, to);
        high = valid ? highOf(header, epoch, unique) : 0;
        low = valid ? HexText.value(header, unique + EPOCH_DIGITS, HexText.LONG) : 0;
      } else if (isKey(header, from, to, "Root=")) {
        high = 0;
        low = 0;
      } else if (isKey(header, from, to, "Parent=")) {
        int id = from + "Parent=".length();
        span =
            to - id == HexText.LONG && HexText.isAt(header, id, HexText.LONG)
                ? HexText.value(header, id, HexText.LONG)
                : 0;
      } else if (isKey(header, from, to, "Sampled=")) {
        sampled = decision(header, from + "Sampled=".length(), to);
      } else if (isKey(header, from, to, "Lineage=")) {
        int start = from + "Lineage=".length();
        into.lineage = isLineage(header, start, to) ? header.substring(start, to) : null;
      }
      at = end + 1;
    }
    if (into.hasTrace()) {
      return;
    }
    if ((high | low) != 0) {
      into.trace(high, low, span, sampled);
    } else if (sampled != null) {
      into.decision(sampled);
    }
  }

  private static boolean isKey(String text, int from, int to, String key) {
    return to - from >= key.length() && text.startsWith(key, from);
  }

  // why: some write the time without its leading zeros
  private static boolean isRoot(String text, int epoch, int unique, int to) {
    int digits = unique - 1 - epoch;
    return digits >= 1
        && digits <= EPOCH_DIGITS
        && to - unique == EPOCH_DIGITS + HexText.LONG
        && HexText.isAt(text, epoch, digits)
        && HexText.isAt(text, unique, EPOCH_DIGITS + HexText.LONG);
  }

  private static long highOf(String text, int epoch, int unique) {
    return HexText.value(text, epoch, unique - 1 - epoch) << 32
        | HexText.value(text, unique, EPOCH_DIGITS);
  }

  private static @Nullable Boolean decision(String text, int from, int to) {
    if (to - from != 1) {
      return null;
    }
    char c = text.charAt(from);
    return c == '1' ? Boolean.TRUE : c == '0' ? Boolean.FALSE : null;
  }

  // why: AWS does not say what it looks like, only that it is to be passed on; so no more than
  // what cannot do harm
  private static boolean isLineage(String text, int from, int to) {
    if (from == to || to - from > LONGEST_LINEAGE) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && c != ':' && c != '|' && c != '-') {
        return false;
      }
    }
    return true;
  }

  @Override
  public int count(ActiveRun run) {
    return 1;
  }

  @Override
  public int write(ActiveRun run, String[] into, int at) {
    RemoteParent remote = run.remote();
    String lineage = remote == null ? null : remote.lineage();
    byte[] header =
        new byte[lineage == null ? LENGTH : LENGTH + LINEAGE.length() + lineage.length()];
    int place = HexText.write(header, 0, ROOT);
    place = HexText.write(header, place, run.traceIdHigh() >>> 32, EPOCH_DIGITS);
    header[place++] = '-';
    place = HexText.write(header, place, run.traceIdHigh(), EPOCH_DIGITS);
    place = HexText.write(header, place, run.traceIdLow());
    place = HexText.write(header, place, PARENT);
    place = HexText.write(header, place, run.spanId());
    place = HexText.write(header, place, SAMPLED);
    header[place++] = (byte) (run.isSampled() ? '1' : '0');
    if (lineage != null) {
      place = HexText.write(header, place, LINEAGE);
      HexText.write(header, place, lineage);
    }
    into[at++] = "X-Amzn-Trace-Id";
    into[at++] = HexText.of(header);
    return at;
  }
}
