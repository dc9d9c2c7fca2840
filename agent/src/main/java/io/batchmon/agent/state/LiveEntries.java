package io.batchmon.agent.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last entry of each kind and key, removals left out. */
final class LiveEntries {
  // why: no lambda, as it may be needed on the way of a first delivery
  private static final Comparator<JournalEntry> OLDEST_FIRST =
      new Comparator<JournalEntry>() {
        @Override
        public int compare(JournalEntry one, JournalEntry other) {
          return Long.compare(one.millis(), other.millis());
        }
      };

  private Map<String, Map<String, JournalEntry>> kinds = new LinkedHashMap<>();
  private long bytes;
  private int count;

  /** Whether there was one of that name. */
  boolean put(JournalEntry entry) {
    Map<String, JournalEntry> entries = kinds.get(entry.kind());
    if (entries == null) {
      if (entry.isRemoval()) {
        return false;
      }
      entries = new LinkedHashMap<>();
      kinds.put(entry.kind(), entries);
    }
    JournalEntry before = entries.remove(entry.key());
    if (before != null) {
      bytes -= before.weight();
      count--;
    }
    if (!entry.isRemoval()) {
      entries.put(entry.key(), entry);
      bytes += entry.weight();
      count++;
    } else if (entries.isEmpty()) {
      kinds.remove(entry.kind());
    }
    return before != null;
  }

  @Nullable JournalEntry entry(String kind, String key) {
    Map<String, JournalEntry> entries = kinds.get(kind);
    return entries == null ? null : entries.get(key);
  }

  List<JournalEntry> entries(String kind) {
    Map<String, JournalEntry> entries = kinds.get(kind);
    return entries == null ? Collections.emptyList() : new ArrayList<>(entries.values());
  }

  List<JournalEntry> all() {
    List<JournalEntry> all = new ArrayList<>(count);
    for (Map<String, JournalEntry> entries : kinds.values()) {
      all.addAll(entries.values());
    }
    return all;
  }

  /** Drops the oldest until the rest takes no more than so many bytes; returns how many. */
  int shrinkTo(long mostBytes) {
    int dropped = 0;
    if (bytes > mostBytes) {
      List<JournalEntry> all = all();
      all.sort(OLDEST_FIRST);
      while (bytes > mostBytes) {
        JournalEntry oldest = all.get(dropped++);
        put(JournalEntry.removal(oldest.kind(), oldest.key(), oldest.millis()));
      }
    }
    return dropped;
  }

  void become(LiveEntries other) {
    kinds = other.kinds;
    bytes = other.bytes;
    count = other.count;
  }

  /** About what they take in a file. */
  long bytes() {
    return bytes;
  }

  int count() {
    return count;
  }
}
