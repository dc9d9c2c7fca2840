package io.batchmon.agent.state;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Lines beside the journal that the JVMs of a service append without waiting for each other or for
 * the disk: what is written survives its process, and may be lost with the power or while another
 * JVM shortens the file. For what is nice to know. Does I/O. Not thread-safe.
 */
public final class LinesFile {
  private static final int DIGITS = 8;
  private static final int MOST_READ = 8 * 1024 * 1024;

  private final File directory;
  private final File file;

  /**
   * Does nothing yet.
   *
   * @param directory made if it is not there when something is appended
   */
  public LinesFile(File directory, String name) {
    this.directory = directory;
    this.file = new File(directory, name);
  }

  /** In bytes; 0 where there is none. */
  public long length() {
    return file.length();
  }

  /** What is whole, in the order in which it was written; empty where there is nothing. */
  public List<String> read() throws IOException {
    long length = file.length();
    if (length == 0 || length > MOST_READ) {
      return new ArrayList<>();
    }
    List<String> lines = new ArrayList<>();
    byte[] bytes = new byte[(int) length];
    int end = 0;
    try (FileInputStream in = new FileInputStream(file)) {
      for (int read = 0; read >= 0 && end < bytes.length; end += Math.max(0, read)) {
        read = in.read(bytes, end, bytes.length - end);
      }
    }
    int from = 0;
    for (int i = 0; i < end; i++) {
      if (bytes[i] == '\n') {
        String line = line(bytes, from, i - from);
        if (line != null) {
          lines.add(line);
        }
        from = i + 1;
      }
    }
    return lines;
  }

  private static @Nullable String line(byte[] bytes, int from, int length) {
    int start = from + DIGITS + 1;
    int rest = length - DIGITS - 1;
    if (rest <= 0) {
      return null;
    }
    String sum = new String(bytes, from, DIGITS, StandardCharsets.US_ASCII);
    return sum.equals(sumOf(bytes, start, rest))
        ? new String(bytes, start, rest, StandardCharsets.UTF_8)
        : null;
  }

  private static String sumOf(byte[] bytes, int from, int length) {
    CRC32 sum = new CRC32();
    sum.update(bytes, from, length);
    String hex = Long.toHexString(sum.getValue());
    return "00000000".substring(hex.length()) + hex;
  }

  /** In one piece, at the end; no line has a line feed in it. */
  public void append(List<String> lines) throws IOException {
    JournalLock.make(directory);
    boolean isNew = file.length() == 0;
    // why: whoever wrote last may have died in the middle of a line
    byte[] bytes = bytes(lines, isNew ? "" : "\n");
    try (FileOutputStream out = new FileOutputStream(file, true)) {
      if (isNew) {
        Disk.makePrivate(file);
      }
      out.write(bytes);
    }
  }

  /** Nothing but these lines; what another JVM appends meanwhile is lost. */
  public void replace(List<String> lines) throws IOException {
    File temporary = new File(directory, file.getName() + ".tmp");
    try (FileOutputStream out = new FileOutputStream(temporary)) {
      Disk.makePrivate(temporary);
      out.write(bytes(lines, ""));
    }
    if (!temporary.renameTo(file) && !(file.delete() && temporary.renameTo(file))) {
      throw new IOException(file + " cannot be replaced");
    }
  }

  private static byte[] bytes(List<String> lines, String before) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] first = before.getBytes(StandardCharsets.US_ASCII);
    out.write(first, 0, first.length);
    for (String line : lines) {
      byte[] text = line.getBytes(StandardCharsets.UTF_8);
      byte[] sum = sumOf(text, 0, text.length).getBytes(StandardCharsets.US_ASCII);
      out.write(sum, 0, sum.length);
      out.write(' ');
      out.write(text, 0, text.length);
      out.write('\n');
    }
    return out.toByteArray();
  }
}
