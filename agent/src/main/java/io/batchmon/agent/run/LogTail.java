package io.batchmon.agent.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The last lines that were logged in a run, from whichever threads; takes no lock. */
public final class LogTail {
  private final AtomicReferenceArray<LoggedLine> lines;
  private final AtomicLong added = new AtomicLong();

  LogTail(int size) {
    lines = new AtomicReferenceArray<>(size);
  }

  /** The oldest gives way. */
  public void add(LoggedLine line) {
    lines.set(place(added.getAndIncrement()), line);
  }

  private int place(long number) {
    return (int) (number % lines.length());
  }

  /** The newest, or null. */
  public @Nullable LoggedLine last() {
    long count = added.get();
    return count == 0 ? null : lines.get(place(count - 1));
  }

  /** A copy, oldest first, of the lines that were logged from then on. */
  List<LoggedLine> since(long millis) {
    long count = added.get();
    List<LoggedLine> copy = new ArrayList<>();
    for (long i = Math.max(0, count - lines.length()); i < count; i++) {
      LoggedLine line = lines.get(place(i));
      // why: a line is counted before it is put there
      if (line != null && line.millis() >= millis) {
        copy.add(line);
      }
    }
    return copy;
  }
}
