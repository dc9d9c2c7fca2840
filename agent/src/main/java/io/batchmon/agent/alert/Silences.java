package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.job.JobName;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator has silenced while the JVM runs, by a file of lines {@code PATTERN until TIME
 * reason}: {@code quartz:billing/* until 2026-12-24T18:00 database is being moved}, or {@code until
 * success}. Looked at again when it has changed. Not thread-safe.
 */
final class Silences {
  private static final long SECOND = 1000;

  private final @Nullable File file;
  private final AgentLog log;
  private List<Silence> silences = Collections.emptyList();
  private long readModified = -1;
  private long readLength = -1;
  private long looked = Long.MIN_VALUE;

  private static final class Silence {
    final JobPattern pattern;
    final Mute mute;
    final String reason;

    Silence(JobPattern pattern, Mute mute, String reason) {
      this.pattern = pattern;
      this.mute = mute;
      this.reason = reason;
    }
  }

  /**
   * Of this file, which need not exist.
   *
   * @param file null for none
   */
  Silences(@Nullable File file, AgentLog log) {
    this.file = file;
    this.log = log;
  }

  /** Why this job is not to be told of now, in words; null if it is. */
  @Nullable String reason(JobName job, long nowMillis) {
    if (file != null && Math.abs(nowMillis - looked) >= SECOND) {
      looked = nowMillis;
      look(file);
    }
    for (Silence silence : silences) {
      if (silence.mute.isActive(nowMillis) && silence.pattern.matches(job)) {
        return "silenced "
            + silence.mute
            + (silence.reason.isEmpty() ? "" : " (" + silence.reason + ")");
      }
    }
    return null;
  }

  private void look(File readable) {
    long modified = readable.lastModified();
    long length = readable.length();
    if (modified != readModified || length != readLength) {
      readModified = modified;
      readLength = length;
      silences = length == 0 ? Collections.<Silence>emptyList() : read(readable);
    }
  }

  private List<Silence> read(File readable) {
    List<Silence> all = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(readable), StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        String text = line.trim();
        if (!text.isEmpty() && text.charAt(0) != '#') {
          try {
            all.add(parse(text));
          } catch (IllegalArgumentException malformed) {
            log.warn(readable + ", line " + number + ": " + malformed.getMessage() + "; not used");
          }
        }
      }
    } catch (IOException failure) {
      log.warn("silences cannot be read from " + readable + " (" + failure + "); none is in force");
    }
    return all;
  }

  private static Silence parse(String line) {
    int until = line.indexOf(" until ");
    JobPattern pattern = until < 0 ? null : JobPattern.parse(line.substring(0, until));
    if (pattern == null) {
      throw new IllegalArgumentException(
          "is not 'PATTERN until TIME reason', such as quartz:billing/* until 2026-12-24 moving");
    }
    String rest = line.substring(until + " until ".length()).trim();
    int space = rest.indexOf(' ');
    String time = space < 0 ? rest : rest.substring(0, space);
    String reason = space < 0 ? "" : rest.substring(space + 1).trim();
    return new Silence(pattern, Mute.parse(time, ZoneId.systemDefault()), reason);
  }
}
