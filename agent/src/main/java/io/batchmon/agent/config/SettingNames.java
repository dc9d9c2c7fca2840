package io.batchmon.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of batchmon that exists: its name, its default in words and a line of meaning. A
 * name with a star is a pattern. Settings of OpenTelemetry are in {@link OtelSettingNames}.
 */
public final class SettingNames {
  /** One line of the table. */
  public static final class Setting {
    private final String name;
    private final String otherwise;
    private final String meaning;
    private final boolean isRead;

    Setting(String name, String otherwise, String meaning, boolean isRead) {
      this.name = name;
      this.otherwise = otherwise;
      this.meaning = meaning;
      this.isRead = isRead;
    }

    /** With a star where the user's own name belongs. */
    public String name() {
      return name;
    }

    /** What holds if it is not set, in words. */
    public String otherwise() {
      return otherwise;
    }

    public String meaning() {
      return meaning;
    }

    /** False for a name that is reserved: it may be set, nothing reads it yet. */
    public boolean isRead() {
      return isRead;
    }
  }

  private static final String READ = "read";
  private static final String RESERVED = "reserved";

  /** Of the tests of batchmon itself; a JVM that they start inherits them. */
  private static final String[] OF_TESTS = {
    "batchmon.jdk.*", "batchmon.jdks.required", "batchmon.test.*"
  };

  private static final int COLUMNS = 4;
  private static final String[] TABLE = {
    "batchmon.enabled", READ, "true", "false: the JVM runs as if there were no agent",
    "batchmon.config", READ, "none", "path of a properties file with more settings",
    "batchmon.service.name", READ,
        "otel.service.name, else spring.application.name, else the jar's or main class's name",
        "what this service is called in traces, metrics and messages",
    "batchmon.environment", READ, "development",
        "development, staging, production or a name of yours",
    "batchmon.instrumentation.*.enabled", READ, "true", "false: this framework is left alone",
    "batchmon.entrypoints", READ, "none", "methods of your own that are jobs, see below",
    "batchmon.job.parameters", READ, "none", "names of job parameters that may be shown",
    "batchmon.main", READ, "auto: it ends the JVM and served no requests",
        "whether main() is a job: auto, true or false",
    "batchmon.main.name", READ, "the main class's simple name", "what the job main() is called",
    "batchmon.slack.webhook.url", READ, "none", "Slack incoming webhook that is told of failures",
    "batchmon.slack.webhook.secret", READ, "none",
        "Secrets Manager id or ARN of that webhook's URL",
    "batchmon.slack.token", READ, "none", "Slack bot token: a thread per incident, kept up to date",
    "batchmon.slack.channel", READ, "none", "channel that the bot writes to, such as #batch",
    "batchmon.slack.url", READ, "https://slack.com/api/", "address of Slack's methods for bots",
    "batchmon.alert.channels", READ, "all that are set",
        "channels and their order: a message that one cannot take goes to the next",
    "batchmon.alertmanager.urls", READ, "none", "the nodes of an Alertmanager, separated by commas",
    "batchmon.alertmanager.headers", READ, "none", "sent to them, such as Authorization=Bearer ...",
    "batchmon.alertmanager.renew", READ, "60s",
        "how often open incidents are told again; untold for three times as long, one is resolved",
    "batchmon.pagerduty.routing.key", READ, "none",
        "PagerDuty Events v2 integration key; told of what is critical or has escalated",
    "batchmon.pagerduty.url", READ, "https://events.pagerduty.com/v2/enqueue",
        "https://events.eu.pagerduty.com/v2/enqueue in Europe",
    "batchmon.sns.topic.arn", READ, "none", "SNS topic that is told of failures",
    "batchmon.eventbridge.bus", READ, "none", "EventBridge bus that is told of failures",
    "batchmon.webhook.url", READ, "none", "URL that is sent alerts as JSON",
    "batchmon.webhook.template", READ, "json",
        "json, discord, telegram, jira, opsgenie, teams or file:<path>",
    "batchmon.webhook.headers", READ, "none", "name=value pairs sent with it; a secret",
    "batchmon.webhook.values", READ, "none", "name=value pairs that the template asks for",
    "batchmon.alert.aggregate", READ, "3/5m", "failures in a time that become one message",
    "batchmon.alert.escalate", READ, "10/1h", "failures in a time that escalate",
    "batchmon.alert.policy", READ, "the environment's, else production",
        "development: log only; staging: a digest each 5 min; production: at once",
    "batchmon.alert.digest", READ, "none", "when the daily digest is sent: 08:00 Europe/Berlin",
    "batchmon.alert.remind", READ, "24h", "time between reminders of an open incident",
    "batchmon.fingerprint.rules", READ, "none",
        "which failures are the same: `TYPE / MESSAGE -> KEY; ...`",
    "batchmon.rule.*.match", READ, "none", "jobs that a rule is for: quartz:billing/nightly-*",
    "batchmon.rule.*.severity", READ, "error; refused: warning; schedule died: critical",
        "info, warning, error or critical; one worse once it has escalated",
    "batchmon.rule.*.schedule", RESERVED, "the framework's", "when these jobs should run",
    "batchmon.rule.*.zone", READ, "the JVM's", "time zone of its dates and windows",
    "batchmon.rule.*.grace", RESERVED, "learned", "how late is late",
    "batchmon.rule.*.max-duration", RESERVED, "learned", "a run that takes longer is told",
    "batchmon.rule.*.min-duration", RESERVED, "none", "a run that takes less is told",
    "batchmon.rule.*.expect-items", RESERVED, "none", "a run with fewer items is told",
    "batchmon.rule.*.consecutive", READ, "1", "failed runs in a row before the first message",
    "batchmon.rule.*.channel", READ, "as for all",
        "where messages about these jobs go: a channel of Slack, or one of batchmon.alert.channels",
    "batchmon.rule.*.owner", READ, "none", "who is named in the message, such as <!subteam^S0123>",
    "batchmon.rule.*.runbook", READ, "none", "link in the message",
    "batchmon.rule.*.mute", READ, "false",
        "true, a date, or success (until the next one): counted, told once a day",
    "batchmon.rule.*.recover", READ, "1", "successes in a row that end an incident",
    "batchmon.rule.*.maintenance", READ, "none", "as batchmon.maintenance, for these jobs",
    "batchmon.rule.*.notify", READ, "none", "start, finish, missed: a message for each",
    "batchmon.maintenance", READ, "none",
        "windows that are not told in: Sun 02:00-04:00 Europe/Berlin, 2026-12-24/2026-12-27",
    "batchmon.state.dir", READ, "~/.batchmon",
        "where incidents are kept for the next JVM; none: in memory only",
    "batchmon.console.port", RESERVED, "0 (off)", "port of the agent's own page",
    "batchmon.console.bind", RESERVED, "127.0.0.1", "address of the agent's own page",
    "batchmon.console.token", RESERVED, "none", "token for what changes something",
    "batchmon.shutdown.timeout", READ, "2s", "most that the agent delays the end of the JVM",
    "batchmon.trace.ids", READ, "random",
        "xray: the ids of new traces begin with the time, as X-Ray's own do",
    "batchmon.trace.inprogress", READ, "none",
        "10s: a run open for that long is sent to X-Ray as in progress; for X-Ray's exporter only",
    "batchmon.redact", READ, "built-in rules",
        "what else is hidden: patterns, +ip; or not: -email, see below",
    "batchmon.trace.url", READ, "none",
        "link to a trace: a URL with {traceId}, or jaeger URL, zipkin URL, tempo URL, xray REGION",
    "batchmon.response.trace.header", READ, "X-Trace-ID",
        "response header that says the trace id of a request; none: off",
    "batchmon.http.ignore", READ, "the usual health, readiness and metrics paths",
        "requests that are left out: paths and all below them, * for any text; none: none is",
    "batchmon.sql.slow", READ, "2s",
        "a statement in a run that takes as long is told with the run, without its values",
    "batchmon.logs.tail", READ, "20",
        "last log lines of a failed run that its alert shows, at most 100; 0: none",
    "batchmon.logs.export", READ, "none",
        "lines logged in runs that are sent by OTLP: none, error, warn (and worse) or info",
    "batchmon.logs.format", READ, "text: as the application has configured it",
        "json: one JSON object for each line of Logback, Log4j and java.util.logging",
    "batchmon.log.level", READ, "warn", "debug, info, warn, error or off",
    "batchmon.log.file", READ, "none", "file that the agent's own log is appended to",
  };

  private SettingNames() {}

  /** The whole table, in the order of the documentation. */
  public static List<Setting> all() {
    List<Setting> settings = new ArrayList<>();
    for (int i = 0; i < TABLE.length; i += COLUMNS) {
      settings.add(new Setting(TABLE[i], TABLE[i + 2], TABLE[i + 3], TABLE[i + 1].equals(READ)));
    }
    return settings;
  }

  /** Whether a setting of this full name exists. */
  public static boolean isKnown(String name) {
    for (int i = 0; i < TABLE.length; i += COLUMNS) {
      if (matches(TABLE[i], name)) {
        return true;
      }
    }
    return isOfTests(name);
  }

  private static boolean isOfTests(String name) {
    for (String pattern : OF_TESTS) {
      if (matches(pattern, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String pattern, String name) {
    int star = pattern.indexOf('*');
    return star < 0
        ? pattern.equals(name)
        : name.length() >= pattern.length()
            && name.regionMatches(0, pattern, 0, star)
            && name.endsWith(pattern.substring(star + 1));
  }

  /**
   * The setting that an environment variable stands for, or null if there is none. In place of a
   * star, upper case stands for lower case and an underscore for a dash.
   */
  public static @Nullable String ofVariable(String variable) {
    for (int i = 0; i < TABLE.length; i += COLUMNS) {
      String pattern = TABLE[i];
      int star = pattern.indexOf('*');
      if (star < 0) {
        if (pattern.length() == variable.length() && variableOf(pattern).equals(variable)) {
          return pattern;
        }
      } else if (matches(variableOf(pattern), variable)) {
        int behind = variable.length() - (pattern.length() - star - 1);
        return pattern.substring(0, star)
            + variable.substring(star, behind).toLowerCase(Locale.ROOT).replace('_', '-')
            + pattern.substring(star + 1);
      }
    }
    return isOfTests(variable.toLowerCase(Locale.ROOT).replace('_', '.')) ? variable : null;
  }

  /** The environment variable of a setting: {@code batchmon.log.level}, BATCHMON_LOG_LEVEL. */
  public static String variableOf(String name) {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
