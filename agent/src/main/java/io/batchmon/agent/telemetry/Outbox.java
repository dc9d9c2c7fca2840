package io.batchmon.agent.telemetry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What waits to be sent, bounded in number and in memory: the oldest gives way. Confined to the
 * telemetry thread but for {@link #size}.
 */
final class Outbox<T extends Weighed> {
  private final ArrayDeque<T> items = new ArrayDeque<>();
  private final int maxItems;
  private final long maxWeight;
  private long weight;
  private volatile int size;

  Outbox(int maxItems, long maxWeight) {
    this.maxItems = maxItems;
    this.maxWeight = maxWeight;
  }

  /** Returns how many had to give way. */
  int add(T item) {
    items.add(item);
    weight += item.weight();
    int dropped = 0;
    while (items.size() > 1 && (items.size() > maxItems || weight > maxWeight)) {
      weight -= items.remove().weight();
      dropped++;
    }
    size = items.size();
    return dropped;
  }

  /** The oldest, at most that many; they stay until {@link #remove}. */
  List<T> first(int count) {
    List<T> batch = new ArrayList<>(Math.min(count, items.size()));
    Iterator<T> oldest = items.iterator();
    while (batch.size() < count && oldest.hasNext()) {
      batch.add(oldest.next());
    }
    return batch;
  }

  /** Forgets that many of the oldest. */
  void remove(int count) {
    for (int i = 0; i < count; i++) {
      weight -= items.remove().weight();
    }
    size = items.size();
  }

  /** Whether half of the room, in number or in memory, is taken. */
  boolean isHalfFull() {
    return items.size() >= maxItems / 2 || weight >= maxWeight / 2;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** From any thread. */
  int size() {
    return size;
  }
}
