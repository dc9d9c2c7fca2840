package io.batchmon.agent.state;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads commits from a position of the file on: whole ones only. What is damaged is passed over;
 * what is damaged or unfinished at the end lies behind {@link #goodEnd}.
 */
final class JournalReader {
  private final RandomAccessFile file;
  private final byte[] window = new byte[16 * 1024];
  private int windowAt;
  private int windowEnd;
  private byte[] line = new byte[1024];
  private int lineLength;
  private long position;

  private final List<JournalEntry> commit = new ArrayList<>();
  private long goodEnd;
  private int suspect;
  private int damaged;

  JournalReader(RandomAccessFile file, long position) throws IOException {
    this.file = file;
    this.position = position;
    this.goodEnd = position;
    file.seek(position);
  }

  /** The header, to be read first of all; null if there is none that is whole. */
  JournalFormat.@Nullable Header header() throws IOException {
    if (!nextLine()) {
      return null;
    }
    JournalFormat.Header header = JournalFormat.header(line, lineLength);
    if (header == null) {
      suspect++;
    } else {
      goodEnd = position;
    }
    return header;
  }

  /** The entries of the next commit, valid until the next call; null at the end. */
  @Nullable List<JournalEntry> next() throws IOException {
    commit.clear();
    int expected = -1;
    while (nextLine()) {
      if (lineLength == 0) {
        continue;
      }
      JournalFormat.Line read = JournalFormat.line(line, lineLength);
      if (read == null) {
        // why: two JVMs that could not wait for the lock may both have begun the file
        suspect += JournalFormat.header(line, lineLength) == null ? 1 : 0;
        commit.clear();
        continue;
      }
      if (!commit.isEmpty() && read.following != expected) {
        suspect++;
        commit.clear();
      }
      commit.add(read.entry);
      expected = read.following - 1;
      if (read.following == 0) {
        goodEnd = position;
        damaged += suspect;
        suspect = 0;
        return commit;
      }
    }
    return null;
  }

  /** The position behind the last commit that was read, or behind the header. */
  long goodEnd() {
    return goodEnd;
  }

  /** How many places before {@link #goodEnd} were damaged. */
  int damaged() {
    return damaged;
  }

  /** False at the end of the file, also if there is the beginning of a line. */
  private boolean nextLine() throws IOException {
    lineLength = 0;
    boolean isTooLong = false;
    while (true) {
      if (windowAt == windowEnd) {
        windowAt = 0;
        windowEnd = Math.max(0, file.read(window, 0, window.length));
        if (windowEnd == 0) {
          return false;
        }
      }
      int from = windowAt;
      while (windowAt < windowEnd && window[windowAt] != '\n') {
        windowAt++;
      }
      isTooLong |= !add(from, windowAt - from);
      position += windowAt - from;
      if (windowAt < windowEnd) {
        windowAt++;
        position++;
        if (isTooLong) {
          // why: a text that is none of ours, as what it would have been is not in memory
          lineLength = 1;
        }
        return true;
      }
    }
  }

  private boolean add(int from, int length) {
    if (lineLength + length > JournalFormat.MOST_LINE) {
      return false;
    }
    if (lineLength + length > line.length) {
      line = Arrays.copyOf(line, Math.max(line.length * 2, lineLength + length));
    }
    System.arraycopy(window, from, line, lineLength, length);
    lineLength += length;
    return true;
  }
}
