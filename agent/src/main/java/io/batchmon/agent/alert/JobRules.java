package io.batchmon.agent.alert;

import io.batchmon.agent.config.Settings;
import io.batchmon.job.JobName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The rules in the order in which they are written; the first that is for a job holds. */
final class JobRules {
  private static final String PREFIX = "batchmon.rule.";

  private final List<JobRule> rules = new ArrayList<>();
  private final JobRule none;

  private JobRules(Settings settings) {
    none = JobRule.none(settings);
  }

  /** Whatever cannot be used is one warning with the place it came from. */
  static JobRules of(Settings settings) {
    JobRules all = new JobRules(settings);
    Set<String> names = new LinkedHashSet<>();
    for (String setting : settings.all().keySet()) {
      int dot = setting.lastIndexOf('.');
      if (setting.startsWith(PREFIX) && dot > PREFIX.length()) {
        names.add(setting.substring(PREFIX.length(), dot));
      }
    }
    for (String name : names) {
      JobRule rule = JobRule.of(settings, name);
      if (rule != null) {
        all.rules.add(rule);
      } else if (settings.text(PREFIX + name + ".match") == null) {
        all.sayWithoutMatch(settings, name);
      }
    }
    return all;
  }

  private void sayWithoutMatch(Settings settings, String name) {
    for (String setting : settings.all().keySet()) {
      if (setting.startsWith(PREFIX + name + '.')) {
        settings.malformed(
            setting,
            "is of a rule without " + PREFIX + name + ".match, such as quartz:billing/nightly-*",
            "the other rules");
        return;
      }
    }
  }

  JobRule ruleFor(JobName job) {
    for (JobRule rule : rules) {
      if (rule.isFor(job)) {
        return rule;
      }
    }
    return none;
  }

  int count() {
    return rules.size();
  }

  /**
   * Whether some requests are to be alerted of, which rules of {@code http:}, {@code kafka:} or
   * {@code rabbitmq:} ask for.
   */
  boolean anyForRequests() {
    for (JobRule rule : rules) {
      if (rule.isForRequests()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a job asks for a notice at its start or its end. */
  boolean anyNotices() {
    for (JobRule rule : rules) {
      if (rule.startNotice() || rule.finishNotice()) {
        return true;
      }
    }
    return false;
  }
}
