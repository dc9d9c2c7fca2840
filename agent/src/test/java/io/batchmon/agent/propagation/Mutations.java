package io.batchmon.agent.propagation;

import java.util.Locale;
import java.util.Random;

/** Headers as they should be, and as they should not. */
final class Mutations {
  private static final String ODD =
      "0123456789abcdefABCDEFgz-_=;,:@ \t%\"\\*/|.\r\n\u0000\u007f\u00e9\u4e16";

  private final Random random;

  Mutations(long seed) {
    random = new Random(seed);
  }

  Random random() {
    return random;
  }

  String one(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  String hex(int digits) {
    if (random.nextInt(30) == 0) {
      return "0".repeat(digits);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      text.append("0123456789abcdef".charAt(random.nextInt(16)));
    }
    return text.toString();
  }

  String traceparent() {
    String version = random.nextInt(3) > 0 ? "00" : one("01", "cc", "fe", "ff", "FE", "0", "000");
    String end = random.nextInt(4) > 0 ? "" : one("-", "-what", "-00-1", ".", "x", " ");
    String flags = random.nextInt(2) > 0 ? one("00", "01") : hex(2);
    return version + "-" + hex(32) + "-" + hex(16) + "-" + flags + end;
  }

  private String word(String letters, int most) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(most);
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  String tracestate() {
    StringBuilder state = new StringBuilder();
    int members = random.nextInt(8) == 0 ? random.nextInt(36) : 1 + random.nextInt(3);
    for (int i = 0; i < members; i++) {
      String key = word("abcdefghijklmnopqrstuvwxyz0123456789", 3) + word("abc019_-*/", 3) + i;
      String tenant = random.nextInt(4) == 0 ? "@" + word("abcxyz", 14) : "";
      state.append(i == 0 ? "" : one(",", ",", ", ", " ,", "\t,"));
      state.append(key).append(tenant).append('=').append(word("aZ9:;.-_ +!~", 8)).append('x');
    }
    return state.toString();
  }

  String baggage() {
    StringBuilder baggage = new StringBuilder();
    int members = 1 + random.nextInt(5);
    for (int i = 0; i < members; i++) {
      baggage.append(i == 0 ? "" : one(",", ",", ", ", " ,"));
      baggage.append(word("abcXYZ09-_.~!#$&'*+^`|", 6)).append(i).append(one("=", "=", " = "));
      baggage.append(word("abcXYZ09%41:/?-_.", 8).replace("%", "%2C"));
      baggage.append(random.nextInt(4) > 0 ? "" : one(";p", ";p=1", "; p = 1;q"));
    }
    return baggage.toString();
  }

  String xray() {
    StringBuilder header = new StringBuilder();
    String[] parts = {
      "Root=1-" + hex(8) + "-" + hex(24),
      "Parent=" + hex(16),
      "Sampled=" + one("0", "1", "1", "?", "", "2"),
      "Self=1-" + hex(8) + "-" + hex(24),
      "Lineage=" + hex(8) + ":0",
      "Other=x",
    };
    int first = random.nextInt(parts.length);
    int count = random.nextInt(4) == 0 ? random.nextInt(parts.length) : parts.length;
    for (int i = 0; i < count; i++) {
      header.append(i == 0 ? "" : one(";", ";", "; ", " ;"));
      header.append(parts[(first + i) % parts.length]);
    }
    return header.toString();
  }

  String b3() {
    if (random.nextInt(10) == 0) {
      return one("0", "1", "d", "-", "");
    }
    return hex(random.nextBoolean() ? 32 : 16)
        + "-"
        + hex(16)
        + one("", "-1", "-0", "-d", "-true", "-", "--")
        + (random.nextInt(3) == 0 ? "-" + hex(16) : "");
  }

  /** Mostly damaged a little. */
  String of(String header) {
    StringBuilder text = new StringBuilder(header);
    int damages = Math.max(0, random.nextInt(4) - 1);
    for (int i = 0; i < damages; i++) {
      int at = random.nextInt(text.length() + 1);
      char odd = ODD.charAt(random.nextInt(ODD.length()));
      switch (random.nextInt(6)) {
        case 0 -> text.insert(at, odd);
        case 1 -> text.delete(at, Math.min(text.length(), at + 1));
        case 2 -> text.setLength(at);
        case 3 -> text.append(text.substring(at));
        case 4 -> text.replace(0, text.length(), text.toString().toUpperCase(Locale.ROOT));
        default -> text.replace(at, Math.min(text.length(), at + 1), String.valueOf(odd));
      }
    }
    return text.toString();
  }
}
