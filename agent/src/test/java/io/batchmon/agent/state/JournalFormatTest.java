package io.batchmon.agent.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JournalFormatTest {
  private static byte[] line(JournalEntry entry, int following) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JournalFormat.write(out, entry, following);
    byte[] line = out.toByteArray();
    assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
    return Arrays.copyOf(line, line.length - 1);
  }

  private static String random(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(most); n > 0; n--) {
      switch (random.nextInt(5)) {
        case 0 -> text.append("\t\n\r\\ tnr".charAt(random.nextInt(8)));
        case 1 -> text.appendCodePoint(0x1f600 + random.nextInt(64));
        case 2 -> text.append((char) random.nextInt(0xd800));
        default -> text.append((char) (' ' + random.nextInt(95)));
      }
    }
    return text.toString();
  }

  @Test
  void lineIsReadable() {
    String line = new String(line(JournalEntry.of("incident", "a b", "open\n2", 12), 3), UTF_8);
    assertThat(line.substring(8)).isEqualTo(" 3 23 12 incident\ta b\topen\\n2");
  }

  @Test
  void whatIsWrittenIsReadAndNeverTakesMoreThanItsWeight() {
    Random random = new Random(11);
    for (int i = 0; i < 5_000; i++) {
      JournalEntry entry =
          JournalEntry.of(
              random(random, 10), random(random, 30), random(random, 200), random.nextLong());
      byte[] line = line(entry, i);
      JournalFormat.Line read = JournalFormat.line(line, line.length);
      assertThat(read.following).isEqualTo(i);
      assertThat(read.entry.kind()).isEqualTo(entry.kind());
      assertThat(read.entry.key()).isEqualTo(entry.key());
      assertThat(read.entry.text()).isEqualTo(entry.text());
      assertThat(read.entry.millis()).isEqualTo(entry.millis());
      assertThat(read.entry.isRemoval()).isEqualTo(entry.text().isEmpty());
      assertThat(new String(line, UTF_8)).doesNotContain("\n", "\r");
      assertThat(line.length + 1).isLessThanOrEqualTo(entry.weight());
    }
  }

  @Test
  void halfASurrogatePairIsTheSameBeforeAndAfter() {
    JournalEntry entry = JournalEntry.of("k\ud83d", "\ude00x", "t\ud83d", 1);
    byte[] line = line(entry, 0);
    JournalEntry read = JournalFormat.line(line, line.length).entry;
    assertThat(read.kind()).isEqualTo(entry.kind()).isEqualTo("k?");
    assertThat(read.key()).isEqualTo(entry.key()).isEqualTo("?x");
    assertThat(read.text()).isEqualTo(entry.text()).isEqualTo("t?");
  }

  @Test
  void anyChangedBitIsNoticed() {
    byte[] line = line(JournalEntry.of("incident", "nightly", "open", 1_767_232_800_000L), 1);
    for (int bit = 0; bit < line.length * 8; bit++) {
      line[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(JournalFormat.line(line, line.length)).as("bit " + bit).isNull();
      line[bit / 8] ^= (byte) (1 << bit % 8);
    }
    for (int length = 0; length < line.length; length++) {
      assertThat(JournalFormat.line(line, length)).as("length " + length).isNull();
    }
    assertThat(JournalFormat.line(line, line.length)).isNotNull();
  }

  @Test
  void fieldsOfANewerMinorVersionAreKept() {
    JournalEntry entry =
        new JournalEntry("kind", "key", 5, "text".getBytes(UTF_8), "new\tnewer\\t".getBytes(UTF_8));
    byte[] line = line(entry, 0);
    JournalEntry read = JournalFormat.line(line, line.length).entry;
    assertThat(read.text()).isEqualTo("text");
    assertThat(line(read, 0)).isEqualTo(line);
  }

  @Test
  void headerSaysVersionAndId() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JournalFormat.writeHeader(out, 7, "0123456789abcdef");
    byte[] line = out.toByteArray();
    JournalFormat.Header header = JournalFormat.header(line, line.length - 1);
    assertThat(header.major).isEqualTo(1);
    assertThat(header.minor).isEqualTo(7);
    assertThat(header.id).isEqualTo("0123456789abcdef");
    for (int length = 0; length < line.length - 1; length++) {
      assertThat(JournalFormat.header(line, length)).isNull();
    }
    line[3] ^= 1;
    assertThat(JournalFormat.header(line, line.length - 1)).isNull();
  }
}
