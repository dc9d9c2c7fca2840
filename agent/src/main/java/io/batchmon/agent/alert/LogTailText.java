package io.batchmon.agent.alert;

import io.batchmon.agent.run.LoggedLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The last lines of a run as they are shown: when in the run, how bad, who, what; each in one line.
 * Where all of them would be too much, the newest are shown.
 */
final class LogTailText {
  private static final int MAX_ALL = 1500;
  private static final int MAX_LINE = 160;

  private LogTailText() {}

  /** Of an event as it may be shown. */
  static List<String> of(AlertEvent shown) {
    List<LoggedLine> lines = shown.loggedLines();
    List<String> texts = new ArrayList<>();
    int all = 0;
    for (int i = lines.size() - 1; i >= 0; i--) {
      String text = text(lines.get(i), shown.startMillis());
      all += text.length() + 1;
      if (all > MAX_ALL) {
        break;
      }
      texts.add(text);
    }
    Collections.reverse(texts);
    return texts;
  }

  private static String text(LoggedLine line, long startMillis) {
    StringBuilder text = new StringBuilder(MAX_LINE);
    long after = Math.max(0, line.millis() - startMillis);
    text.append('+').append(after / 1000).append('.');
    long rest = after % 1000;
    text.append(rest < 10 ? "00" : rest < 100 ? "0" : "").append(rest).append("s ");
    text.append(line.level()).append(line.level().length() == 4 ? "  " : " ");
    String logger = line.logger();
    text.append(logger.substring(logger.lastIndexOf('.') + 1)).append(": ");
    text.append(line.message());
    if (line.thrown() != null) {
      text.append(" [").append(line.thrown()).append(']');
    }
    return Words.cut(Words.printable(text.toString()).replace('\n', ' ').trim(), MAX_LINE);
  }
}
