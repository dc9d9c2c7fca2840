package io.batchmon.agent.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.redact.SeededSecrets.Seeded;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensitiveTextTest {
  private static final long SEED = 20261121;

  private final Redactor redactor = Redactor.builtIn();

  private static List<String> ordinaryLines() {
    try (InputStream in = SensitiveTextTest.class.getResourceAsStream("ordinary-lines.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void noneOfAThousandSecretsIsSeen() {
    List<String> leaked = new ArrayList<>();
    for (Seeded seeded : new SeededSecrets(SEED).many(1000)) {
      assertThat(seeded.text()).as(seeded.kind()).contains(seeded.secret());
      String shown = redactor.apply(seeded.text());
      if (seeded.leaksInto(shown)) {
        leaked.add(seeded.kind() + " " + seeded.secret() + ": " + shown);
      }
    }
    assertThat(leaked).isEmpty();
  }

  @Test
  void whatIsAroundASecretStays() {
    for (Seeded seeded : new SeededSecrets(SEED).many(1000)) {
      String shown = redactor.apply(seeded.text());
      assertThat(shown).contains("***");
      if (seeded.text().startsWith("run 8841")) {
        assertThat(shown).startsWith("run 8841 at 2026-01-01T02:00:00.123Z: ");
      }
      if (seeded.text().endsWith("... 31 more\n") && !seeded.kind().equals("pem")) {
        assertThat(shown)
            .as(seeded.kind())
            .contains("at com.acme.billing.Loader.load(Loader.java:88)")
            .endsWith("Reader$$Lambda/0x00007f1c2c0a1234.apply(Unknown Source)\n\t... 31 more\n");
      }
    }
  }

  @Test
  void ordinaryLinesStayAsTheyAre() {
    List<String> lines = ordinaryLines();
    assertThat(lines).hasSizeGreaterThan(300).doesNotHaveDuplicates();

    List<String> changed = new ArrayList<>();
    for (String line : lines) {
      String shown = redactor.apply(line);
      if (!shown.equals(line)) {
        changed.add(line + " => " + shown);
      }
    }
    assertThat(changed).isEmpty();
    String all = String.join("\n", lines);
    assertThat(redactor.apply(all)).isEqualTo(all);
  }

  @Test
  void secretsAreSeenAmongOrdinaryLinesNeither() {
    List<String> lines = ordinaryLines();
    Random random = new Random(SEED);
    for (Seeded seeded : new SeededSecrets(SEED + 1).many(500)) {
      if (seeded.kind().equals("pem")) {
        continue;
      }
      String before = lines.get(random.nextInt(lines.size()));
      String after = lines.get(random.nextInt(lines.size()));
      String shown = redactor.apply(before + '\n' + seeded.text() + '\n' + after);
      assertThat(seeded.leaksInto(shown)).as("%s in %s", seeded, shown).isFalse();
      assertThat(shown).startsWith(before + '\n').endsWith('\n' + after);
    }
  }

  @Test
  void applyingItAgainChangesNothing() {
    for (Seeded seeded : new SeededSecrets(SEED + 2).many(2000)) {
      String once = redactor.apply(seeded.text());
      assertThat(redactor.apply(once)).isEqualTo(once);
    }
    Random random = new Random(SEED);
    for (int i = 0; i < 5_000; i++) {
      String once = redactor.apply(noise(random, 60));
      assertThat(redactor.apply(once)).isEqualTo(once);
    }
  }

  /** Pieces of what the rules look at, and characters beyond them, in any order. */
  private static String noise(Random random, int pieces) {
    String[] known = {
      "password",
      "token",
      "=",
      ":",
      " ",
      "\"",
      "'",
      "\\",
      "\\\"",
      "[",
      "]",
      "{",
      "}",
      "<",
      ">",
      "</",
      "://",
      "@",
      "%40",
      ".",
      "-",
      "--",
      "+",
      "/",
      "(",
      ")",
      ",",
      ";",
      "&",
      "\n",
      "\t",
      "$",
      "${",
      "eyJ",
      "AKIA",
      "-----BEGIN ",
      "PRIVATE KEY-----",
      "-----END ",
      "4111",
      "1111",
      "7",
      "a",
      "Z",
      "DE",
      "Bearer ",
      "Basic ",
      "Authorization",
      "Cookie",
      "value",
      "name",
      "***",
      "é",
      "한",
      "\ud83d",
      "\ude80",
      "🚀",
      "\u0000",
      "\u2028",
      "jdbc:oracle:thin:",
      "identified by ",
      "=>",
      "->",
      "hooks.slack.com/",
      "<![CDATA[",
      "]]>",
      "rejected value [",
      "phone "
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(pieces); i > 0; i--) {
      text.append(known[random.nextInt(known.length)]);
    }
    return text.toString();
  }

  @Test
  void everyTextHasAnAnswer() {
    Random random = new Random(SEED);
    for (int i = 0; i < 10_000; i++) {
      String text = noise(random, 40);
      Marks marks = new Marks();
      SensitiveText.find(text, EnumSet.allOf(Sensitive.class), marks);
      assertThat(redactor.apply(text)).doesNotContain("could not be read");
    }
    for (int i = 0; i < 5000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(80); j > 0; j--) {
        text.append((char) random.nextInt(0x10000));
      }
      assertThat(redactor.apply(text.toString())).doesNotContain("could not be read");
    }
  }

  @Test
  void noCharacterIsCutInTwo() {
    Random random = new Random(SEED);
    for (Seeded seeded : new SeededSecrets(SEED + 3).many(500)) {
      String shown = redactor.apply("🚀" + seeded.text() + "🚀");
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(shown)).as(shown).isTrue();
      assertThat(shown).startsWith("🚀");
    }
    for (int i = 0; i < 5000; i++) {
      String text = noise(random, 40).replace("\ud83d", "🚀").replace("\ude80", "🚀");
      text = text.replaceAll("[\ud800-\udfff]", "한");
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(redactor.apply(text))).isTrue();
    }
  }

  /** A text that counts how often it is looked at. */
  private static final class Counted implements CharSequence {
    private final String text;
    private long looks;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      looks++;
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      looks += end - start;
      return text.substring(start, end);
    }
  }

  private static double looksPerCharacter(String text) {
    Counted counted = new Counted(text);
    SensitiveText.find(counted, EnumSet.allOf(Sensitive.class), new Marks());
    return (double) counted.looks / text.length();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "password=",
        "password",
        "token: ",
        "\"password\":\"",
        "=",
        ":",
        "@",
        "a@",
        "a.a@a.a",
        "%40",
        "://",
        "a://a:a",
        "-----BEGIN RSA PRIVATE KEY",
        "-----BEGIN ",
        "4",
        "4 ",
        "4-",
        "41 ",
        "+4",
        "(5",
        "<",
        "<password>",
        "<token ",
        "<![CDATA[",
        "eyJ",
        "eyJa.",
        "ey",
        "Bearer ",
        "bearer a",
        "Cookie: a; ",
        "Authorization: Digest ",
        "name=password ",
        "value=",
        "[",
        "{",
        "password={",
        "password=[",
        "token=<",
        "password='",
        "password=\\\"",
        "\\",
        "password \"",
        "--password ",
        "--a",
        "jdbc:oracle:thin:a",
        "identified by '",
        "$2a$",
        "${",
        "AKIA",
        "xoxb-",
        "1.1.1.1",
        "::1",
        "DE",
        "DE89 ",
        "AB 12 ",
        "phone 1",
        "phone 12345678 ",
        "bsn 111222333 ",
        "key ",
        "api key: ",
        "a->",
        "a=>",
        "hooks.slack.com/",
        "é",
        "암호=",
        "12345678:AA",
        "a/+",
        "password=a,",
        "password=a&b",
        "password=a)b",
        "tokens=",
        "token=a;b=",
        "x: {",
        "\t",
        "\n"
      })
  void timeGrowsWithTheLengthAlone(String piece) {
    double small = looksPerCharacter(piece.repeat(2000 / piece.length() + 1));
    double large = looksPerCharacter(piece.repeat(100_000 / piece.length() + 1));

    assertThat(large).as("of %s", piece).isLessThan(250).isLessThan(small * 2 + 20);
  }

  @Test
  void hostileMixturesTakeBoundedTime() {
    Random random = new Random(SEED);
    double most = 0;
    for (int i = 0; i < 30; i++) {
      StringBuilder text = new StringBuilder();
      while (text.length() < 100_000) {
        text.append(noise(random, 40));
      }
      most = Math.max(most, looksPerCharacter(text.toString()));
    }
    assertThat(most).isLessThan(300);
  }

  @Test
  void ordinaryTextIsLookedAtAFewTimes() {
    assertThat(looksPerCharacter(String.join("\n", ordinaryLines()))).isLessThan(30);
  }

  @Test
  void addressesOfMachinesAreHiddenOnRequest() {
    Marks marks = new Marks();
    String text =
        "10.2.3.4 [2001:db8::1]:80 fe80::1ff:fe23:4567:890a 12:30:45 1.2.3 00:1A:2B:3C:4D:5E";
    SensitiveText.find(text, EnumSet.of(Sensitive.IP), marks);

    assertThat(marks.applyTo(text)).isEqualTo("*** [***]:80 *** 12:30:45 1.2.3 00:1A:2B:3C:4D:5E");
  }
}
