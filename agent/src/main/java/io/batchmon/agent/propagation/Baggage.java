package io.batchmon.agent.propagation;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.RemoteParent;
import org.jspecify.annotations.Nullable;

/**
 * W3C Baggage: passed on, never looked into and never recorded. What is not well-formed is left
 * out, and so is what is beyond the bounds.
 */
final class Baggage implements TraceFormat {
  private static final int LONGEST = 8192;
  private static final int MOST_MEMBERS = 180;
  private static final String NOT_IN_KEYS = "\"(),/:;<=>?@[\\]{}";

  @Override
  public String[] names() {
    return new String[] {"baggage"};
  }

  @Override
  public void read(@Nullable String[] values, int first, Incoming into) {
    String header = values[first];
    if (header != null) {
      into.baggage = kept(header);
    }
  }

  static @Nullable String kept(String header) {
    StringBuilder some = header.length() > LONGEST ? new StringBuilder() : null;
    int members = 0;
    int length = 0;
    for (int at = 0; at < header.length(); ) {
      int end = HeaderText.find(header, ',', at, header.length());
      boolean fits =
          members < MOST_MEMBERS && length + end - at + 1 <= LONGEST && isMember(header, at, end);
      if (fits) {
        members++;
        length += end - at + 1;
      } else if (some == null) {
        some = new StringBuilder(header.length()).append(header, 0, Math.max(0, at - 1));
      }
      if (fits && some != null) {
        some.append(some.length() == 0 ? "" : ",").append(header, at, end);
      }
      at = end + 1;
    }
    if (members == 0) {
      return null;
    }
    return some == null ? header : some.toString();
  }

  /** {@code key=value;property;property=value}, with blanks around each. */
  private static boolean isMember(String text, int from, int to) {
    int end = HeaderText.find(text, ';', from, to);
    if (!isPair(text, from, end, false)) {
      return false;
    }
    while (end < to) {
      from = end + 1;
      end = HeaderText.find(text, ';', from, to);
      if (!isPair(text, from, end, true)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPair(String text, int from, int to, boolean valueIsOptional) {
    int equals = HeaderText.find(text, '=', from, to);
    if (equals == to) {
      return valueIsOptional && isKey(text, from, to);
    }
    return isKey(text, from, equals) && isValue(text, equals + 1, to);
  }

  private static boolean isKey(String text, int from, int to) {
    int start = HeaderText.skipBlanks(text, from, to);
    int end = HeaderText.trimBlanks(text, start, to);
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || NOT_IN_KEYS.indexOf(c) >= 0) {
        return false;
      }
    }
    return start < end;
  }

  private static boolean isValue(String text, int from, int to) {
    int start = HeaderText.skipBlanks(text, from, to);
    int end = HeaderText.trimBlanks(text, start, to);
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  @Override
  public int count(ActiveRun run) {
    return baggageOf(run) == null ? 0 : 1;
  }

  @Override
  public int write(ActiveRun run, String[] into, int at) {
    String baggage = baggageOf(run);
    if (baggage != null) {
      into[at++] = "baggage";
      into[at++] = baggage;
    }
    return at;
  }

  private static @Nullable String baggageOf(ActiveRun run) {
    RemoteParent remote = run.remote();
    return remote == null ? null : remote.baggage();
  }
}
