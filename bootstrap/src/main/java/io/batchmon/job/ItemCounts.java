package io.batchmon.job;

/**
 * How many items a step or job has gone through, in the framework's own counts. Immutable; {@link
 * #NONE} where the framework counts nothing.
 */
public final class ItemCounts {
  /** Nothing is counted, which is not the same as zero items. */
  public static final ItemCounts NONE = new ItemCounts(0, 0, 0, 0, 0, 0);

  private final long read;
  private final long written;
  private final long filtered;
  private final long skipped;
  private final long commits;
  private final long rollbacks;

  private ItemCounts(
      long read, long written, long filtered, long skipped, long commits, long rollbacks) {
    this.read = read;
    this.written = written;
    this.filtered = filtered;
    this.skipped = skipped;
    this.commits = commits;
    this.rollbacks = rollbacks;
  }

  public static ItemCounts of(
      long read, long written, long filtered, long skipped, long commits, long rollbacks) {
    return new ItemCounts(read, written, filtered, skipped, commits, rollbacks);
  }

  public long read() {
    return read;
  }

  public long written() {
    return written;
  }

  public long filtered() {
    return filtered;
  }

  /** Read, process and write skips together. */
  public long skipped() {
    return skipped;
  }

  public long commits() {
    return commits;
  }

  public long rollbacks() {
    return rollbacks;
  }

  /** Both together; {@link #NONE} counts as nothing. */
  public ItemCounts plus(ItemCounts other) {
    if (this == NONE) {
      return other;
    }
    return other == NONE
        ? this
        : of(
            read + other.read,
            written + other.written,
            filtered + other.filtered,
            skipped + other.skipped,
            commits + other.commits,
            rollbacks + other.rollbacks);
  }

  @Override
  public String toString() {
    return this == NONE
        ? "not counted"
        : "read "
            + read
            + ", written "
            + written
            + ", filtered "
            + filtered
            + ", skipped "
            + skipped
            + ", commits "
            + commits
            + ", rollbacks "
            + rollbacks;
  }
}
