package io.batchmon.agent.state;

import io.batchmon.agent.run.Hex;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Lines of text, one for each entry:
 *
 * <pre>
 * batchmon-journal 1.0 ID CHECKSUM
 * CHECKSUM FOLLOWING LENGTH MILLIS KIND TAB KEY TAB TEXT
 * </pre>
 *
 * FOLLOWING is how many lines of the same commit come behind this one, LENGTH the bytes from MILLIS
 * to the end of the line, CHECKSUM the CRC-32 of all else in the line, ID other in each file. Tab,
 * line feed, carriage return and backslash are escaped. A newer minor version may add fields behind
 * TEXT.
 */
final class JournalFormat {
  static final int MAJOR = 1;
  static final int MOST_LINE = 1024 * 1024;
  private static final String NAME = "batchmon-journal ";
  private static final int CHECKSUM = 8;

  /** The first line of a file. */
  static final class Header {
    final int major;
    final int minor;
    final String id;

    Header(int major, int minor, String id) {
      this.major = major;
      this.minor = minor;
      this.id = id;
    }
  }

  /** A line that is whole. */
  static final class Line {
    final JournalEntry entry;
    final int following;

    Line(JournalEntry entry, int following) {
      this.entry = entry;
      this.following = following;
    }
  }

  private JournalFormat() {}

  static void writeHeader(ByteArrayOutputStream out, int minor, String id) {
    byte[] text = (NAME + MAJOR + '.' + minor + ' ' + id + ' ').getBytes(StandardCharsets.UTF_8);
    CRC32 checksum = new CRC32();
    checksum.update(text, 0, text.length);
    out.write(text, 0, text.length);
    writeHex(out, checksum);
    out.write('\n');
  }

  /** The header in these bytes, which end before the line feed; null if it is none. */
  static @Nullable Header header(byte[] line, int length) {
    int text = length - CHECKSUM;
    if (text <= NAME.length() || !isChecked(line, text, line, 0, text)) {
      return null;
    }
    String[] words = new String(line, 0, text, StandardCharsets.UTF_8).split(" ", -1);
    if (words.length < 3 || !NAME.equals(words[0] + ' ')) {
      return null;
    }
    int dot = words[1].indexOf('.');
    try {
      return new Header(
          Integer.parseInt(words[1].substring(0, Math.max(0, dot))),
          Integer.parseInt(words[1].substring(dot + 1)),
          words[2]);
    } catch (NumberFormatException malformed) {
      return null;
    }
  }

  static void write(ByteArrayOutputStream out, JournalEntry entry, int following) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(entry.weight() + 16);
    writeAscii(body, Long.toString(entry.millis()));
    body.write(' ');
    escape(body, entry.kind().getBytes(StandardCharsets.UTF_8));
    body.write('\t');
    escape(body, entry.key().getBytes(StandardCharsets.UTF_8));
    body.write('\t');
    escape(body, entry.bytes());
    if (entry.more().length > 0) {
      // why: it is kept as it was read, tabs between its fields and all
      body.write('\t');
      body.write(entry.more(), 0, entry.more().length);
    }
    byte[] bytes = body.toByteArray();
    byte[] prefix =
        (Integer.toString(following) + ' ' + bytes.length + ' ').getBytes(StandardCharsets.UTF_8);
    CRC32 checksum = new CRC32();
    checksum.update(prefix, 0, prefix.length);
    checksum.update(bytes, 0, bytes.length);
    writeHex(out, checksum);
    out.write(' ');
    out.write(prefix, 0, prefix.length);
    out.write(bytes, 0, bytes.length);
    out.write('\n');
  }

  /** The entry in these bytes, which end before the line feed; null if they are damaged. */
  static @Nullable Line line(byte[] line, int length) {
    if (length < CHECKSUM + 2
        || line[CHECKSUM] != ' '
        || !isChecked(line, 0, line, CHECKSUM + 1, length)) {
      return null;
    }
    int first = indexOf(line, ' ', CHECKSUM + 1, length);
    int second = indexOf(line, ' ', first + 1, length);
    int third = indexOf(line, ' ', second + 1, length);
    int kindEnd = indexOf(line, '\t', third + 1, length);
    int keyEnd = indexOf(line, '\t', kindEnd + 1, length);
    if (keyEnd == length) {
      return null;
    }
    int textEnd = indexOf(line, '\t', keyEnd + 1, length);
    long following = number(line, CHECKSUM + 1, first);
    if (following < 0 || number(line, first + 1, second) != length - second - 1) {
      return null;
    }
    long millis;
    try {
      millis = Long.parseLong(ascii(line, second + 1, third));
    } catch (NumberFormatException malformed) {
      return null;
    }
    byte[] more = JournalEntry.NOTHING;
    if (textEnd < length) {
      more = new byte[length - textEnd - 1];
      System.arraycopy(line, textEnd + 1, more, 0, more.length);
    }
    return new Line(
        new JournalEntry(
            // why: of the few kinds there are thousands of entries
            new String(unescaped(line, third + 1, kindEnd), StandardCharsets.UTF_8).intern(),
            new String(unescaped(line, kindEnd + 1, keyEnd), StandardCharsets.UTF_8),
            millis,
            unescaped(line, keyEnd + 1, textEnd),
            more),
        (int) following);
  }

  private static boolean isChecked(byte[] hex, int at, byte[] text, int from, int to) {
    CRC32 checksum = new CRC32();
    checksum.update(text, from, to - from);
    String expected = Hex.of(checksum.getValue());
    for (int i = 0; i < CHECKSUM; i++) {
      if (hex[at + i] != expected.charAt(CHECKSUM + i)) {
        return false;
      }
    }
    return true;
  }

  private static void writeHex(ByteArrayOutputStream out, CRC32 checksum) {
    writeAscii(out, Hex.of(checksum.getValue()).substring(CHECKSUM));
  }

  private static void writeAscii(ByteArrayOutputStream out, String text) {
    for (int i = 0; i < text.length(); i++) {
      out.write(text.charAt(i));
    }
  }

  private static String ascii(byte[] line, int from, int to) {
    return new String(line, from, Math.max(0, to - from), StandardCharsets.US_ASCII);
  }

  /** The index of the byte, or the end. */
  private static int indexOf(byte[] line, char wanted, int from, int end) {
    for (int i = from; i < end; i++) {
      if (line[i] == wanted) {
        return i;
      }
    }
    return end;
  }

  private static long number(byte[] line, int from, int to) {
    if (from >= to || to - from > CHECKSUM) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      if (line[i] < '0' || line[i] > '9') {
        return -1;
      }
      number = number * 10 + line[i] - '0';
    }
    return number;
  }

  private static void escape(ByteArrayOutputStream out, byte[] text) {
    for (byte next : text) {
      switch (next) {
        case '\t':
          out.write('\\');
          out.write('t');
          break;
        case '\n':
          out.write('\\');
          out.write('n');
          break;
        case '\r':
          out.write('\\');
          out.write('r');
          break;
        case '\\':
          out.write('\\');
          out.write('\\');
          break;
        default:
          out.write(next);
      }
    }
  }

  private static byte[] unescaped(byte[] line, int from, int to) {
    int escapes = 0;
    for (int i = from; i < to; i++) {
      if (line[i] == '\\') {
        escapes++;
        i++;
      }
    }
    byte[] text = new byte[to - from - escapes];
    int at = 0;
    for (int i = from; i < to && at < text.length; i++) {
      byte next = line[i];
      if (next == '\\' && i + 1 < to) {
        i++;
        next = line[i] == 't' ? (byte) '\t' : line[i] == 'n' ? (byte) '\n' : line[i];
        next = line[i] == 'r' ? (byte) '\r' : next;
      }
      text[at++] = next;
    }
    return text;
  }
}
