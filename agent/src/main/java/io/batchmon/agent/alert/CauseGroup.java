package io.batchmon.agent.alert;

import io.batchmon.job.JobName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that fail for one typed cause. From the third within two minutes on they are one incident,
 * which names them and is over when each of them has succeeded. Not thread-safe.
 */
final class CauseGroup {
  /** Jobs that make a cause a common one. */
  static final int JOBS = 3;

  static final long WITHIN_MILLIS = 120_000;

  /** Between two messages only because one more job has joined. */
  static final long JOIN_MILLIS = 60_000;

  private final String key;
  private final int jobs;
  private final Map<JobName, Member> members = new LinkedHashMap<>();
  private final List<AlertMessage> replaced = new ArrayList<>();
  private @Nullable Incident incident;
  private int untoldJobs;
  private int mostJobs;

  /** A job's part in it. */
  static final class Member {
    final String identity;
    final String line;
    final long millis;

    Member(String identity, String line, long millis) {
      this.identity = identity;
      this.line = line;
      this.millis = millis;
    }
  }

  /**
   * Without jobs.
   *
   * @param jobs that make it a common one
   */
  CauseGroup(String key, int jobs) {
    this.key = key;
    this.jobs = jobs;
  }

  String key() {
    return key;
  }

  /** The incident of all its jobs; null while there are too few. */
  @Nullable Incident incident() {
    return incident;
  }

  void incident(Incident changed) {
    incident = changed;
  }

  /** Whether it was told of another job lately, so that one more may well belong to it. */
  boolean isRecent(JobName other, long now) {
    for (Map.Entry<JobName, Member> member : members.entrySet()) {
      if (!member.getKey().equals(other) && now - member.getValue().millis <= WITHIN_MILLIS) {
        return true;
      }
    }
    return false;
  }

  /** One more job, or one more failure of it. */
  void add(JobName job, String identity, String line, long now) {
    if (incident == null) {
      forgetOld(now);
    }
    if (members.put(job, new Member(identity, line, now)) == null) {
      untoldJobs++;
      mostJobs = Math.max(mostJobs, members.size());
    }
  }

  /** A job of which another JVM has told, and at its worst there were so many. */
  void restore(Incident member, int worst) {
    Failure failure = member.failure();
    String line = failure == null ? "" : failure.summary();
    members.put(member.job(), new Member(member.identity(), line, member.lastMillis()));
    mostJobs = Math.max(mostJobs, Math.max(worst, members.size()));
    Incident all = incident;
    incident =
        all == null
            ? member.ofCause(key).told(member.stage(), member.toldMillis())
            : all.with(member);
  }

  private void forgetOld(long now) {
    for (JobName job : new ArrayList<>(members.keySet())) {
      Member member = members.get(job);
      if (member != null && now - member.millis > WITHIN_MILLIS) {
        members.remove(job);
      }
    }
  }

  boolean has(JobName job) {
    return members.containsKey(job);
  }

  boolean has(JobName job, String identity) {
    Member member = members.get(job);
    return member != null && member.identity.equals(identity);
  }

  /** A job is well, or forgotten. */
  void remove(JobName job) {
    members.remove(job);
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  /** Whether so many jobs fail for it that it is to be told for all of them. */
  boolean isCommon() {
    return members.size() >= jobs;
  }

  /** Whether nothing of it matters any more. */
  boolean isOver(long now) {
    if (incident == null) {
      forgetOld(now);
    }
    return members.isEmpty();
  }

  /** Jobs that no message has named yet. */
  int untoldJobs() {
    return untoldJobs;
  }

  void told() {
    untoldJobs = 0;
  }

  /** A message about one of its jobs will not be sent, once there is one about all of them. */
  void replaces(AlertMessage message) {
    replaced.add(message);
  }

  /** Those messages; none of them is returned again. */
  List<AlertMessage> replaced() {
    List<AlertMessage> all = new ArrayList<>(replaced);
    replaced.clear();
    return all;
  }

  List<JobName> jobs() {
    return new ArrayList<>(members.keySet());
  }

  /** How many jobs it had at its worst. */
  int mostJobs() {
    return mostJobs;
  }

  /** For each job one line. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Member member : members.values()) {
      lines.add(member.line);
    }
    return lines;
  }
}
