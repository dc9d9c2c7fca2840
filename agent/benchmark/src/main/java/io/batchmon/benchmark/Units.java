package io.batchmon.benchmark;

import java.util.Locale;

/** How figures are written. */
final class Units {
  private Units() {}

  static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.2f s", seconds);
  }

  static String mebibytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (1024 * 1024));
  }

  static String megabytes(double bytes) {
    return bytes < 1e5
        ? String.format(Locale.ROOT, "%.0f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  static String count(double count) {
    return String.format(Locale.ROOT, "%,.0f", count);
  }

  static String nanos(double nanos) {
    return String.format(Locale.ROOT, "%,.0f ns", nanos);
  }

  static String bytes(double bytes) {
    return String.format(Locale.ROOT, "%,.0f B", bytes);
  }

  static String times(double ratio) {
    return String.format(Locale.ROOT, "%.2fx", ratio);
  }
}
