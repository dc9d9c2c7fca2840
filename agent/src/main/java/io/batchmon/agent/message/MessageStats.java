package io.batchmon.agent.message;

import io.batchmon.agent.sql.Durations;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one run did with the messages of one destination: with all of them, and of those that are no
 * spans of their own also what metrics need. Thread-safe, takes no lock.
 */
public final class MessageStats {
  /** Where failures beyond the number of types that are told apart go. */
  public static final String OTHER_ERROR = "_OTHER";

  private static final int MOST_TYPES = 10;
  private static final int FAILED_SPANS = 20;

  private final @Nullable MessageKey key;
  private final AtomicInteger spans = new AtomicInteger();
  private final AtomicInteger failedSpans = new AtomicInteger();
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong summed = new AtomicLong();
  private final Durations ofSpans = new Durations();
  private final Durations ofSummed = new Durations();
  private final Map<String, AtomicLong> errors = new ConcurrentHashMap<>(4);
  private final Map<String, Durations> summedErrors = new ConcurrentHashMap<>(4);
  private volatile @Nullable String address;
  private volatile long port;
  // why: only the telemetry thread asks for what is new
  private long toldMessages;

  /**
   * Nothing so far.
   *
   * @param key null for all destinations beyond those that are told apart
   */
  MessageStats(@Nullable MessageKey key) {
    this.key = key;
  }

  int spans() {
    return spans.get();
  }

  void takenSpan() {
    spans.incrementAndGet();
  }

  /** Something was begun that will be {@link #ended} or {@link #failed}. */
  public void begun() {
    begun.incrementAndGet();
  }

  /** What was begun is told once more, as a call. */
  public void beginsAgain() {
    begun.decrementAndGet();
  }

  /** Whether one more failure among those that are no spans may be one all the same. */
  public boolean takeFailedSpan() {
    return failedSpans.get() < FAILED_SPANS && failedSpans.incrementAndGet() <= FAILED_SPANS;
  }

  /** Whether {@link #takeFailedSpan} may succeed. */
  public boolean hasFailedSpan() {
    return failedSpans.get() < FAILED_SPANS;
  }

  /** It went well. */
  public void ended(long nanos, long count, long size, boolean isSpan) {
    ended.incrementAndGet();
    messages.addAndGet(count);
    if (size > 0) {
      bytes.addAndGet(size);
    }
    if (isSpan) {
      ofSpans.add(nanos);
    } else {
      summed.addAndGet(count);
      ofSummed.add(nanos);
    }
  }

  /** It failed. */
  public void failed(String type, long nanos, long count, boolean isSpan) {
    ended.incrementAndGet();
    messages.addAndGet(count);
    String known = errors.containsKey(type) || errors.size() < MOST_TYPES ? type : OTHER_ERROR;
    errors.computeIfAbsent(known, any -> new AtomicLong()).incrementAndGet();
    if (isSpan) {
      ofSpans.add(nanos);
    } else {
      summedErrors.computeIfAbsent(known, any -> new Durations()).add(nanos);
    }
  }

  /** Which server that was, so far as a call has said. */
  public void server(String newAddress, long newPort) {
    address = newAddress;
    port = newPort;
  }

  public @Nullable MessageKey key() {
    return key;
  }

  public @Nullable String address() {
    return address;
  }

  /** 0 where it is not known. */
  public long port() {
    return port;
  }

  /** Those that went well or not; what is under way is not yet among them. */
  public long messages() {
    return messages.get();
  }

  /** So far as somebody said how large they were. */
  public long bytes() {
    return bytes.get();
  }

  /** Of those that were begun, how many nobody has heard of. */
  public long unanswered() {
    return Math.max(0, begun.get() - ended.get());
  }

  /** Operations that have failed, by type. */
  public Map<String, AtomicLong> errors() {
    return Collections.unmodifiableMap(errors);
  }

  /** Operations that are no spans of their own. */
  public long leftOut() {
    long count = ofSummed.count();
    for (Durations failed : summedErrors.values()) {
      count += failed.count();
    }
    return count;
  }

  public long slowestNanos() {
    long nanos = Math.max(ofSpans.slowestNanos(), ofSummed.slowestNanos());
    for (Durations failed : summedErrors.values()) {
      nanos = Math.max(nanos, failed.slowestNanos());
    }
    return nanos;
  }

  /** Of those that went well and are no spans. */
  public Durations summed() {
    return ofSummed;
  }

  /** Of those that failed and are no spans, by type. */
  public Map<String, Durations> summedErrors() {
    return Collections.unmodifiableMap(summedErrors);
  }

  /** Messages that went well and are no spans, since the last call; for one thread alone. */
  public long takeNewMessages() {
    long all = summed.get();
    long added = all - toldMessages;
    toldMessages = all;
    return added;
  }
}
