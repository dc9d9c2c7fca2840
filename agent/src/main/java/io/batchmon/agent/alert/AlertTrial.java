package io.batchmon.agent.alert;

import io.batchmon.agent.config.Settings;
import io.batchmon.job.JobName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a command tells and asks of alerts: no run, no incident, nothing that is remembered. */
public final class AlertTrial {
  /** The job of the test message; a rule may be for it. */
  public static final String JOB = "batchmon/test-alert";

  private final AlertConfig config;

  private AlertTrial(AlertConfig config) {
    this.config = config;
  }

  /** As the agent would alert with these; what cannot be used is one warning each. */
  public static AlertTrial of(
      Settings settings,
      UnaryOperator<String> redactor,
      String service,
      String environment,
      String host) {
    return new AlertTrial(AlertConfig.of(settings, redactor, service, environment, host));
  }

  /** Why alerts are only logged; null where they are sent. */
  public @Nullable String onlyLogged() {
    return config.onlyLogged();
  }

  /** When alerts are sent, in words. */
  public String policy() {
    switch (config.delivering()) {
      case LOGGED:
        return "alerts are only logged: " + config.onlyLogged();
      case DIGESTED:
        return "alerts are collected, and sent every five minutes in one message";
      default:
        return "alerts are sent at once";
    }
  }

  /** How many rules there are. */
  public int rules() {
    return config.rules().count();
  }

  /**
   * Which rule holds for a job, and what it asks for.
   *
   * @param job {@code system:group/name}; system and group may be left out
   */
  public String rule(String job) {
    JobRule rule = config.rules().ruleFor(named(job));
    List<String> words = new ArrayList<>();
    words.add(rule.name().isEmpty() ? "no rule is for it" : "rule " + rule.name());
    words.add("severity " + severity(rule).name().toLowerCase(Locale.ROOT));
    if (rule.consecutive() > 1) {
      words.add("told after " + rule.consecutive() + " failures in a row");
    }
    add(words, "channel ", rule.channel());
    add(words, "owner ", rule.owner());
    add(words, "runbook ", rule.runbook());
    if (rule.mute() != null) {
      words.add("muted");
    }
    return String.join(", ", words);
  }

  private static void add(List<String> words, String label, @Nullable String value) {
    if (value != null) {
      words.add(label + value);
    }
  }

  /** The names of the channels that the first failure of a job would be given to at once. */
  public List<String> receivers(String job, List<AlertChannel> channels) {
    JobRule rule = config.rules().ruleFor(named(job));
    boolean engine = false;
    String named = null;
    for (AlertChannel channel : channels) {
      engine |= channel.role() == AlertChannel.Role.ENGINE;
      named = channel.name().equalsIgnoreCase(rule.channel()) ? channel.name() : named;
    }
    List<String> names = new ArrayList<>();
    for (AlertChannel channel : channels) {
      AlertChannel.Role role = channel.role();
      boolean other =
          !engine
              && named != null
              && !named.equals(channel.name())
              && role == AlertChannel.Role.CHAT;
      if (!other && Routing.isFor(role, Reason.FIRST_FAILURE, severity(rule), false, engine)) {
        names.add(channel.name());
      }
    }
    return names;
  }

  /** The test message, as a first failure is told. */
  public AlertMessage test(String job, long epochMillis) {
    JobRule rule = config.rules().ruleFor(named(job));
    JobName name = named(JOB);
    Incident incident =
        Incident.closed(
                config.environment(),
                config.service(),
                name,
                AlertKind.FAILED,
                Fingerprint.ofReason("test", null))
            .failed(new Occurrence(1, "", epochMillis, 0, epochMillis, 0), config.policy())
            .told(Incident.Stage.OPEN, epochMillis);
    AlertDraft draft = new AlertDraft(config, Reason.FIRST_FAILURE, incident);
    draft.state = "TEST";
    draft.severity = severity(rule);
    draft.channel = rule.channel();
    draft.runbook = rule.runbook();
    draft.headline =
        "[" + config.environment() + "] TEST " + draft.job + ": nothing has failed, this is a test";
    draft.line = draft.headline;
    draft.facts.add(Fact.of("Sent", epochMillis));
    draft.lines =
        Arrays.asList(
            "Somebody has run `batchmon test-alert` on " + hostName() + ".",
            "A failed job would be told here.");
    draft.why = "A test of this channel";
    draft.next = "Nothing is to be done";
    return new AlertMessage(draft);
  }

  private String hostName() {
    return config.host().isEmpty() ? "a machine without a name" : config.host();
  }

  /** That the test is over, for whoever keeps what is open. */
  public AlertMessage over(AlertMessage test) {
    AlertDraft draft = new AlertDraft(config, Reason.RECOVERED, test.incident());
    draft.state = "TEST OVER";
    draft.headline = "[" + config.environment() + "] TEST OVER " + draft.job;
    draft.line = draft.headline;
    draft.channel = test.channel();
    draft.why = "The test is over";
    return new AlertMessage(draft);
  }

  private static Severity severity(JobRule rule) {
    Severity severity = rule.severity();
    return severity == null ? Severity.ERROR : severity;
  }

  private static JobName named(String job) {
    int colon = job.indexOf(':');
    int slash = job.indexOf('/', colon + 1);
    String system = colon < 0 ? "batchmon" : job.substring(0, colon);
    String group = slash < 0 ? null : job.substring(colon + 1, slash);
    return JobName.of(system, group, job.substring(Math.max(colon, slash) + 1));
  }
}
