package io.batchmon.agent.alert;

import io.batchmon.agent.config.Settings;
import io.batchmon.job.JobName;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the operator wants for some jobs: {@code batchmon.rule.<name>.*}. Immutable. */
final class JobRule {
  private static final int MOST_RUNS = 1000;

  private final String name;
  private final List<JobPattern> patterns;
  private final @Nullable Severity severity;
  private final @Nullable String channel;
  private final @Nullable String owner;
  private final @Nullable String runbook;
  private final int consecutive;
  private final int recover;
  private final boolean startNotice;
  private final boolean finishNotice;
  private final boolean missedNotice;
  private final @Nullable Mute mute;
  private final List<TimeWindow> maintenance;

  /** Of jobs that no rule is for. */
  static JobRule none(Settings settings) {
    return new JobRule(settings, "", Collections.<JobPattern>emptyList());
  }

  private JobRule(Settings settings, String name, List<JobPattern> patterns) {
    this.name = name;
    this.patterns = patterns;
    Reader reader = new Reader(settings, "batchmon.rule." + name + '.');
    severity = reader.severity();
    channel = reader.text("channel");
    owner = reader.text("owner");
    runbook = reader.link("runbook");
    consecutive = reader.runs("consecutive");
    recover = reader.runs("recover");
    List<String> notices = reader.words("notify", "start", "finish", "missed");
    startNotice = notices.contains("start");
    finishNotice = notices.contains("finish");
    missedNotice = notices.contains("missed");
    mute = reader.mute();
    String windows = "batchmon.rule." + name + ".maintenance";
    maintenance =
        settings.text(windows) == null
            ? Collections.<TimeWindow>emptyList()
            : windows(settings, windows, reader.zone());
  }

  /** Null where it is for no job; that is one warning. */
  static @Nullable JobRule of(Settings settings, String name) {
    String setting = "batchmon.rule." + name + ".match";
    List<JobPattern> patterns = new ArrayList<>();
    for (String item : settings.list(setting)) {
      JobPattern pattern = JobPattern.parse(item);
      if (pattern == null) {
        settings.malformed(
            setting, item, "is no pattern such as quartz:billing/nightly-*", "the other patterns");
      } else {
        patterns.add(pattern);
      }
    }
    return patterns.isEmpty() ? null : new JobRule(settings, name, patterns);
  }

  /**
   * The windows of a setting; one that cannot be read is one warning.
   *
   * @param zone null for the JVM's
   */
  static List<TimeWindow> windows(Settings settings, String setting, @Nullable ZoneId zone) {
    List<TimeWindow> windows = new ArrayList<>();
    for (String item : settings.list(setting)) {
      try {
        windows.add(TimeWindow.parse(item, zone == null ? ZoneId.systemDefault() : zone));
      } catch (IllegalArgumentException malformed) {
        settings.malformed(
            setting, item, String.valueOf(malformed.getMessage()), "the other windows");
      }
    }
    return windows;
  }

  boolean isFor(JobName job) {
    for (JobPattern pattern : patterns) {
      if (pattern.matches(job)) {
        return true;
      }
    }
    return false;
  }

  /** Whether some request may be meant. */
  boolean isForRequests() {
    for (JobPattern pattern : patterns) {
      if (pattern.isForRequests()) {
        return true;
      }
    }
    return false;
  }

  /** Empty for a job that no rule is for. */
  String name() {
    return name;
  }

  @Nullable Severity severity() {
    return severity;
  }

  @Nullable String channel() {
    return channel;
  }

  @Nullable String owner() {
    return owner;
  }

  @Nullable String runbook() {
    return runbook;
  }

  /** Failed runs in a row before the first message; at least 1. */
  int consecutive() {
    return consecutive;
  }

  /** Successes in a row that end an incident; at least 1. */
  int recover() {
    return recover;
  }

  boolean startNotice() {
    return startNotice;
  }

  boolean finishNotice() {
    return finishNotice;
  }

  /** Whether a run that did not start is an incident. */
  boolean missedNotice() {
    return missedNotice;
  }

  @Nullable Mute mute() {
    return mute;
  }

  List<TimeWindow> maintenance() {
    return maintenance;
  }

  /** The values of one rule; one that cannot be used is one warning. */
  private static final class Reader {
    private final Settings settings;
    private final String prefix;

    Reader(Settings settings, String prefix) {
      this.settings = settings;
      this.prefix = prefix;
    }

    @Nullable String text(String key) {
      return settings.text(prefix + key);
    }

    ZoneId zone() {
      String zone = text("zone");
      try {
        return zone == null ? ZoneId.systemDefault() : TimeWindow.zoneOf(zone);
      } catch (IllegalArgumentException unknown) {
        ZoneId own = ZoneId.systemDefault();
        settings.malformed(
            prefix + "zone", String.valueOf(unknown.getMessage()), "the JVM's, " + own);
        return own;
      }
    }

    @Nullable Severity severity() {
      String word = text("severity");
      if (word == null) {
        return null;
      }
      for (Severity severity : Severity.values()) {
        if (severity.name().equalsIgnoreCase(word)) {
          return severity;
        }
      }
      settings.malformed(
          prefix + "severity", "is none of info, warning, error, critical", "the usual one");
      return null;
    }

    int runs(String key) {
      return (int) settings.number(prefix + key, 1, 1, MOST_RUNS);
    }

    @Nullable String link(String key) {
      String link = text(key);
      if (link == null || link.startsWith("https://") || link.startsWith("http://")) {
        return link;
      }
      settings.malformed(prefix + key, "is no http(s) link", "no " + key);
      return null;
    }

    List<String> words(String key, String... known) {
      List<String> words = new ArrayList<>();
      for (String item : settings.list(prefix + key)) {
        String word = item.toLowerCase(Locale.ROOT);
        if (Arrays.asList(known).contains(word)) {
          words.add(word);
        } else {
          settings.malformed(
              prefix + key, item, "is none of " + String.join(", ", known), "the others");
        }
      }
      return words;
    }

    @Nullable Mute mute() {
      String text = text("mute");
      if (text == null || text.equalsIgnoreCase("false")) {
        return null;
      }
      try {
        return Mute.parse(text, zone());
      } catch (IllegalArgumentException malformed) {
        settings.malformed(
            prefix + "mute", "is none of true, success or a date such as 2026-12-24", "false");
        return null;
      }
    }
  }
}
