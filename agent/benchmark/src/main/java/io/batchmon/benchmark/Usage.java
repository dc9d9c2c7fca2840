package io.batchmon.benchmark;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What bash's {@code time} says of one process after its end: exact, because the kernel counted.
 *
 * @param cpuSeconds user and system
 * @param wallSeconds from fork to exit
 */
record Usage(double cpuSeconds, double wallSeconds) {
  /** Bash prints this when the program is over: user, system and real seconds. */
  static final String TIMEFORMAT = "TIME %3U %3S %3R";

  private static final Pattern LINE = Pattern.compile("TIME ([\\d.,]+) ([\\d.,]+) ([\\d.,]+)");
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  static Optional<Usage> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double cpu = seconds(matcher.group(1)) + seconds(matcher.group(2));
    return Optional.of(new Usage(cpu, seconds(matcher.group(3))));
  }

  private static double seconds(String text) {
    // why: bash writes a comma where the user's locale does
    return Double.parseDouble(text.replace(',', '.'));
  }

  /** The peak resident set in bytes out of {@code /proc/PID/status}; 0 where it is not said. */
  static long peakBytes(String status) {
    Matcher matcher = PEAK.matcher(status);
    return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : 0;
  }
}
