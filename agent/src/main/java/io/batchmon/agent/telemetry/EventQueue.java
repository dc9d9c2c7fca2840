package io.batchmon.agent.telemetry;

import io.batchmon.job.RunOutcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * From the application's threads to the telemetry thread, without a lock. Starts are taken up to
 * the bound, ends up to twice the bound, so that a run whose start was taken finds room for its
 * end; what is refused is counted, and a refused end by its outcome.
 */
final class EventQueue {
  static final int LINES_A_SECOND = 200;
  static final long MOST_SEGMENT_CHARS = 8L << 20;

  private final ConcurrentLinkedQueue<RunEvent> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final LineRate lines = new LineRate(LINES_A_SECOND);
  private final AtomicLong refusedStarts = new AtomicLong();
  private final AtomicLong refusedSegments = new AtomicLong();
  private final AtomicLong segmentChars = new AtomicLong();
  private final Map<RunOutcome, AtomicLong> refusedEnds = new EnumMap<>(RunOutcome.class);
  private final int bound;
  private final int wakeAt;

  EventQueue(int bound) {
    this.bound = bound;
    this.wakeAt = Math.max(1, bound / 4);
    for (RunOutcome outcome : RunOutcome.values()) {
      refusedEnds.put(outcome, new AtomicLong());
    }
  }

  /** Whether the telemetry thread had better be woken: true once for each filling. */
  boolean offerStart(RunEvent event) {
    return offer(event, bound, null);
  }

  /** Whether another line of the application may be offered now; if not, that is counted. */
  boolean admitsLine(long nowNanos) {
    return lines.take(nowNanos);
  }

  /** How many lines were too many in their second since the last call. */
  long takeRefusedLines() {
    return lines.takeRefused();
  }

  /** As {@link #offerStart}; a run's attempt that is tried again has no outcome yet. */
  boolean offerEnd(RunEvent event, @Nullable RunOutcome outcome) {
    return offer(event, bound > Integer.MAX_VALUE / 2 ? bound : 2 * bound, outcome);
  }

  /** As {@link #offerStart}, of a segment, whose text may be long. */
  boolean offerSegment(RunEvent event) {
    int length = event.text.length();
    if (segmentChars.addAndGet(length) > MOST_SEGMENT_CHARS || size.get() >= bound) {
      segmentChars.addAndGet(-length);
      refusedSegments.incrementAndGet();
      return false;
    }
    return offer(event, Integer.MAX_VALUE, null);
  }

  /** How many segments were refused since the last call. */
  long takeRefusedSegments() {
    return refusedSegments.getAndSet(0);
  }

  private boolean offer(RunEvent event, int room, @Nullable RunOutcome outcome) {
    int now = size.incrementAndGet();
    if (now > room) {
      size.decrementAndGet();
      AtomicLong refused = outcome == null ? null : refusedEnds.get(outcome);
      (refused == null ? refusedStarts : refused).incrementAndGet();
      return false;
    }
    events.add(event);
    return now == wakeAt;
  }

  /** Null if there is none. */
  @Nullable RunEvent poll() {
    RunEvent event = events.poll();
    if (event != null) {
      size.decrementAndGet();
      if (event.isSegment()) {
        segmentChars.addAndGet(-event.text.length());
      }
    }
    return event;
  }

  int size() {
    return size.get();
  }

  /** How many events without an outcome were refused since the last call. */
  long takeRefusedStarts() {
    return refusedStarts.getAndSet(0);
  }

  /** How many runs of this outcome were refused since the last call. */
  long takeRefusedEnds(RunOutcome outcome) {
    AtomicLong refused = refusedEnds.get(outcome);
    return refused == null ? 0 : refused.getAndSet(0);
  }
}
