package io.batchmon.agent.alert;

import io.batchmon.job.JobName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages that gather others: where the policy says so all of five minutes, and once a day the
 * state of the service. Not thread-safe.
 */
final class Digests {
  static final long GATHER_MILLIS = 300_000;
  private static final int MOST_LINES = 20;
  private static final int SLOWEST = 5;

  private final AlertConfig config;
  private final Map<JobName, JobHistory> histories;
  private final List<AlertMessage> gathered = new ArrayList<>();
  private final Deque<AlertMessage> ready = new ArrayDeque<>();
  private List<AlertMessage> told = new ArrayList<>();
  private long gatheredMillis;
  private long dailyMillis;

  Digests(AlertConfig config, Map<JobName, JobHistory> histories, long now) {
    this.config = config;
    this.histories = histories;
    this.dailyMillis = config.nextDigestMillis(now);
  }

  /** Whether it is told later, with others, or is not worth it. */
  boolean takes(AlertMessage message, long now) {
    if (config.delivering() != AlertConfig.Delivering.DIGESTED
        || message.reason() == Reason.DIGEST
        || message.reason() == Reason.NOTICE) {
      return false;
    }
    if (message.isRecovery() || message.severity().compareTo(Severity.WARNING) >= 0) {
      if (gathered.isEmpty()) {
        gatheredMillis = now;
      }
      gathered.add(message);
    }
    return true;
  }

  /** Whether it will be told, where it was taken. */
  boolean isKept(AlertMessage message) {
    return gathered.contains(message);
  }

  /** What the last digest was made of. */
  List<AlertMessage> told() {
    List<AlertMessage> last = told;
    told = new ArrayList<>();
    return last;
  }

  /** Epoch milliseconds before which there is nothing to send. */
  long dueMillis() {
    long due = gathered.isEmpty() ? Long.MAX_VALUE : gatheredMillis + GATHER_MILLIS;
    return Math.min(due, dailyMillis);
  }

  /**
   * The next one to be sent, or null.
   *
   * @param flush true: what has gathered is sent now
   */
  @Nullable AlertMessage poll(long now, boolean flush, List<Incident> open) {
    if (!gathered.isEmpty() && (flush || now - gatheredMillis >= GATHER_MILLIS)) {
      ready.add(gathered.size() == 1 ? gathered.get(0) : ofGathered());
      told = new ArrayList<>(gathered);
      gathered.clear();
    }
    if (now >= dailyMillis) {
      ready.add(daily(open, now));
      dailyMillis = config.nextDigestMillis(now);
    }
    return ready.poll();
  }

  private AlertMessage ofGathered() {
    List<String> lines = new ArrayList<>();
    for (AlertMessage message : gathered) {
      lines.add(message.line());
    }
    return AlertDraft.digest(
        config,
        gathered.size() + " alerts",
        cut(lines),
        "Staging gathers alerts for " + Words.duration(GATHER_MILLIS));
  }

  private static List<String> cut(List<String> lines) {
    if (lines.size() <= MOST_LINES) {
      return lines;
    }
    List<String> first = new ArrayList<>(lines.subList(0, MOST_LINES - 1));
    first.add("and " + (lines.size() - MOST_LINES + 1) + " more");
    return first;
  }

  private AlertMessage daily(List<Incident> open, long now) {
    long jobs = 0;
    long runs = 0;
    long failures = 0;
    long missed = 0;
    List<String> skipped = new ArrayList<>();
    List<String> slow = new ArrayList<>();
    for (Map.Entry<JobName, JobHistory> job : histories.entrySet()) {
      JobHistory history = job.getValue();
      jobs += history.hasRun() ? 1 : 0;
      runs += history.runs();
      failures += history.failures();
      missed += history.missed();
      if (history.missed() > 0) {
        skipped.add(
            "Missed: "
                + AlertMessage.nameOf(job.getKey(), config)
                + (history.missed() == 1 ? ", 1 run" : ", " + history.missed() + " runs"));
      }
      long usual = history.usualMillis();
      if (usual > 0 && history.longestMillis() > usual * 2 && slow.size() < SLOWEST) {
        slow.add(
            "Slow: "
                + AlertMessage.nameOf(job.getKey(), config)
                + " took "
                + Words.duration(history.longestMillis())
                + ", usual "
                + Words.duration(usual));
      }
      history.startOver();
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        runs
            + (runs == 1 ? " run" : " runs")
            + " of "
            + (jobs == 1 ? "1 job, " : jobs + " jobs, ")
            + failures
            + " failed"
            + (missed == 0 ? "" : ", " + missed + " missed"));
    for (Incident incident : open) {
      lines.add(
          (incident.isTold() ? "Open: " : "Not told: ")
              + AlertMessage.nameOf(incident.job(), config)
              + ", "
              + Words.failures(incident.count())
              + " since "
              + Words.utc(incident.firstMillis()));
    }
    lines.addAll(skipped);
    lines.addAll(slow);
    String title = config.service() + ", " + Words.utc(now).substring(0, 10);
    return AlertDraft.digest(config, title, cut(lines), "Daily digest");
  }
}
