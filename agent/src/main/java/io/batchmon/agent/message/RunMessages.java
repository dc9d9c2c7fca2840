package io.batchmon.agent.message;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one run, from whichever threads work for it: the first are spans of their own,
 * and so is the first of each destination; all are counted. Thread-safe, takes no lock. Text and
 * numbers only, so it may outlive the run.
 */
public final class RunMessages {
  private static final int MOST_SPANS = 100;
  private static final int MOST_DESTINATIONS = 100;

  private static final int SENT = 0;
  private static final int RECEIVED = 1;
  private static final int ERRORS = 2;
  private static final int LEFT_OUT = 3;
  private static final int ALL = 4;

  private final Map<MessageKey, MessageStats> stats = new ConcurrentHashMap<>();
  private final MessageStats others = new MessageStats(null);
  private final AtomicInteger spans = new AtomicInteger();
  private final AtomicLongArray inside = new AtomicLongArray(ALL);
  private volatile String @Nullable [] headers;

  /** What is counted together. */
  public MessageStats of(MessageKey key) {
    MessageStats there = stats.get(key);
    if (there != null) {
      return there;
    }
    if (stats.size() >= MOST_DESTINATIONS) {
      return others;
    }
    MessageStats created = new MessageStats(key);
    MessageStats before = stats.putIfAbsent(key, created);
    return before == null ? created : before;
  }

  /** Whether the next of these is only counted. */
  public boolean isSummed(MessageStats of) {
    return spans.get() >= MOST_SPANS && (of == others || of.spans() > 0);
  }

  /** As {@link #isSummed}; if not, the span is taken. */
  public boolean takeSpan(MessageStats of) {
    if (isSummed(of)) {
      return false;
    }
    spans.incrementAndGet();
    of.takenSpan();
    return true;
  }

  /** What is sent along with those that are only counted, once it is known. */
  public String @Nullable [] headers() {
    return headers;
  }

  /** Remembers them. */
  public void headers(String[] known) {
    headers = known;
  }

  /** A run that was a part of this one is over. */
  public void endInside(RunMessages part) {
    long[] sums = part.sums();
    for (int i = 0; i < ALL; i++) {
      inside.addAndGet(i, sums[i]);
    }
  }

  private long[] sums() {
    long[] sums = new long[ALL];
    for (int i = 0; i < ALL; i++) {
      sums[i] = inside.get(i);
    }
    for (MessageStats each : stats.values()) {
      add(sums, each);
    }
    add(sums, others);
    return sums;
  }

  private static void add(long[] sums, MessageStats each) {
    MessageKey key = each.key();
    sums[key != null && key.isReceived() ? RECEIVED : SENT] += each.messages();
    for (AtomicLong count : each.errors().values()) {
      sums[ERRORS] += count.get();
    }
    sums[LEFT_OUT] += each.leftOut();
  }

  /** Of this run and of the runs in it that are over. */
  public long sent() {
    return sums()[SENT];
  }

  public long received() {
    return sums()[RECEIVED];
  }

  /** What failed. */
  public long errors() {
    return sums()[ERRORS];
  }

  /** What is no span of its own. */
  public long leftOut() {
    return sums()[LEFT_OUT];
  }

  /** All that are told apart, those first that have most messages. */
  public List<MessageStats> byCount() {
    List<MessageStats> sorted = new ArrayList<>(stats.values());
    Map<MessageStats, Long> counts = new HashMap<>();
    for (MessageStats each : sorted) {
      // why: what is still being counted would be another number at each comparison
      counts.put(each, each.messages());
    }
    sorted.sort(Comparator.comparing(counts::get, Comparator.reverseOrder()));
    return sorted;
  }

  /** What is in none of those. */
  public MessageStats others() {
    return others;
  }
}
