package io.batchmon.agent.alert;

import io.batchmon.agent.state.LinesFile;
import io.batchmon.job.JobName;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How long the jobs of a service take and when they worked last, over the lives of its JVMs. A JVM
 * without failures only adds lines and reads none: all that a short healthy life loads of alerting
 * at its end. Called by the alert thread, and by the one that ends the JVM.
 */
final class SavedHistories {
  static final String FILE = "history-v1.log";

  /** Of which something is known; those that have not worked for longest are forgotten. */
  static final int MOST_JOBS = 1000;

  static final int MOST_BYTES = 512 * 1024;

  private static final int MOST_NAME = 500;

  private final LinesFile file;
  private final Map<JobName, JobHistory> histories;
  private final UnaryOperator<String> redactor;

  /**
   * Does no I/O yet.
   *
   * @param histories of the jobs of this JVM
   * @param redactor a job whose name it would change is not saved
   */
  SavedHistories(
      File directory, Map<JobName, JobHistory> histories, UnaryOperator<String> redactor) {
    this.file = new LinesFile(directory, FILE);
    this.histories = histories;
    this.redactor = redactor;
  }

  /** Adds what earlier JVMs have saved to the histories. */
  synchronized void recall() throws IOException {
    for (Map.Entry<JobName, Known> job : read().entrySet()) {
      JobHistory history = histories.get(job.getKey());
      if (history == null) {
        JobHistory fresh = new JobHistory();
        history = histories.putIfAbsent(job.getKey(), fresh);
        history = history == null ? fresh : history;
      }
      history.recall(job.getValue().successMillis, job.getValue().durations);
    }
  }

  boolean isUnsaved() {
    for (JobHistory history : histories.values()) {
      if (history.isUnsaved()) {
        return true;
      }
    }
    return false;
  }

  /** Adds what has happened since the last time. */
  synchronized void save() throws IOException {
    List<String> lines = new ArrayList<>();
    Map<JobHistory, Long> until = new LinkedHashMap<>();
    int length = 0;
    for (Map.Entry<JobName, JobHistory> job : histories.entrySet()) {
      JobHistory history = job.getValue();
      if (history.isUnsaved() && lines.size() < MOST_JOBS) {
        until.put(history, history.successes());
        JobName name = job.getKey();
        if (isShown(name)) {
          String line = line(name, history.lastSuccessMillis(), history.unsaved());
          lines.add(line);
          length += line.length();
        }
      }
    }
    if (!lines.isEmpty()) {
      if (file.length() + length > MOST_BYTES) {
        shorten();
      }
      file.append(lines);
    }
    for (Map.Entry<JobHistory, Long> saved : until.entrySet()) {
      saved.getKey().saved(saved.getValue());
    }
  }

  private static String line(JobName job, long successMillis, long[] durations) {
    StringBuilder line = new StringBuilder(64);
    line.append(successMillis).append('\t');
    for (int i = 0; i < durations.length; i++) {
      line.append(i == 0 ? "" : " ").append(durations[i]);
    }
    String group = job.group();
    return line.append('\t')
        .append(escaped(job.system()))
        .append('\t')
        .append(group == null ? "" : "=" + escaped(group))
        .append('\t')
        .append(escaped(job.name()))
        .toString();
  }

  private boolean isShown(JobName job) {
    String name = job.toString();
    return name.length() <= MOST_NAME && redactor.apply(name).equals(name);
  }

  private void shorten() throws IOException {
    List<Map.Entry<JobName, Known>> jobs = new ArrayList<>(read().entrySet());
    jobs.sort(
        (one, other) -> Long.compare(other.getValue().successMillis, one.getValue().successMillis));
    List<String> lines = new ArrayList<>();
    int length = 0;
    for (Map.Entry<JobName, Known> job : jobs) {
      Known known = job.getValue();
      String line = line(job.getKey(), known.successMillis, known.durations);
      length += line.length();
      if (lines.size() == MOST_JOBS || length > MOST_BYTES / 2) {
        break;
      }
      lines.add(line);
    }
    file.replace(lines);
  }

  private Map<JobName, Known> read() throws IOException {
    Map<JobName, Known> jobs = new LinkedHashMap<>();
    for (String line : file.read()) {
      String[] parts = line.split("\t", -1);
      Known known = parts.length < 5 ? null : Known.of(parts[0], parts[1]);
      if (known != null) {
        String group = parts[3];
        JobName job =
            JobName.of(
                unescaped(parts[2]),
                group.isEmpty() ? null : unescaped(group.substring(1)),
                unescaped(parts[4]));
        Known before = jobs.get(job);
        jobs.put(job, before == null ? known : before.and(known));
      }
    }
    return jobs;
  }

  /** What one line says of a job, or several of them. */
  private static final class Known {
    final long successMillis;
    final long[] durations;

    Known(long successMillis, long[] durations) {
      this.successMillis = successMillis;
      this.durations = durations;
    }

    /** Null if it is damaged. */
    static @Nullable Known of(String success, String millis) {
      try {
        String[] words = millis.split(" ", -1);
        int count = Math.min(words.length, JobHistory.DURATIONS);
        long[] durations = new long[count];
        for (int i = 0; i < count; i++) {
          durations[i] = Long.parseLong(words[words.length - count + i]);
        }
        return new Known(Long.parseLong(success), durations);
      } catch (NumberFormatException damaged) {
        return null;
      }
    }

    Known and(Known later) {
      int kept = Math.min(durations.length, JobHistory.DURATIONS - later.durations.length);
      long[] all = new long[kept + later.durations.length];
      System.arraycopy(durations, durations.length - kept, all, 0, kept);
      System.arraycopy(later.durations, 0, all, kept, later.durations.length);
      return new Known(Math.max(successMillis, later.successMillis), all);
    }
  }

  private static String escaped(String text) {
    StringBuilder escaped = null;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      int at = "\\\t\n\r".indexOf(next);
      if (at >= 0 && escaped == null) {
        escaped = new StringBuilder(text.length() + 8).append(text, 0, i);
      }
      if (escaped != null) {
        escaped.append(at < 0 ? "" : "\\").append(at < 0 ? next : "\\tnr".charAt(at));
      }
    }
    return escaped == null ? text : escaped.toString();
  }

  private static String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '\\' && i + 1 < text.length()) {
        int at = "\\tnr".indexOf(text.charAt(++i));
        plain.append(at < 0 ? text.charAt(i) : "\\\t\n\r".charAt(at));
      } else {
        plain.append(next);
      }
    }
    return plain.toString();
  }
}
