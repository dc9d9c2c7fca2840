package io.batchmon.agent.redact;

import java.util.Arrays;

/** Parts of one text that are to be hidden. Not thread-safe. */
public final class Marks {
  private static final String HIDDEN = "***";

  private static final int[] NONE = new int[0];

  private int[] from = NONE;
  private int[] to = NONE;
  private int size;

  /** An empty part is none. */
  public void hide(int start, int end) {
    if (start >= end) {
      return;
    }
    if (size == from.length) {
      from = Arrays.copyOf(from, 2 * size + 4);
      to = Arrays.copyOf(to, 2 * size + 4);
    }
    // why: they come nearly in order, since the text is read once from left to right
    int at = size++;
    while (at > 0 && from[at - 1] > start) {
      from[at] = from[at - 1];
      to[at] = to[at - 1];
      at--;
    }
    from[at] = start;
    to[at] = end;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The text with each marked part, or row of parts that touch, replaced by three stars. */
  public String applyTo(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    int copied = 0;
    for (int i = 0; i < size; ) {
      int start = Math.max(copied, from[i]);
      int end = to[i];
      for (i++; i < size && from[i] <= end; i++) {
        end = Math.max(end, to[i]);
      }
      shown.append(text, copied, start).append(HIDDEN);
      copied = end;
    }
    return shown.append(text, copied, text.length()).toString();
  }
}
