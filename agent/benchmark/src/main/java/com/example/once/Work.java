package com.example.once;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Work with a known answer: same rounds, same sum. */
final class Work {
  private Work() {}

  static long sum(int rounds) {
    CRC32 crc = new CRC32();
    long total = 0;
    for (int i = 0; i < rounds; i++) {
      crc.update(("row " + i).getBytes(StandardCharsets.UTF_8));
      total += crc.getValue();
    }
    return total;
  }
}
