package io.batchmon.agent.cli;

import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.AlertTrial;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.channel.Channels;
import io.batchmon.agent.config.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends one message that is marked as a test through each channel, and says what became of it. What
 * keeps incidents open is told that this one is over; nothing is remembered here.
 */
final class TestAlert {
  private static final long LIMIT_MILLIS = 15_000;
  private static final String RENEW = "batchmon.alertmanager.renew";

  // why: three times as long holds the lease, and Alertmanager tells nobody before its group_wait
  private static final long LONGEST_RENEW = 40_000;

  /** Services that would keep the test open, as a ticket or an alert. */
  private static final Set<String> KEEPING =
      new HashSet<>(Arrays.asList("json", "jira", "opsgenie"));

  private final Deployment deployment;
  private final CommandLine line;
  private final AlertTrial alerts;

  TestAlert(Deployment deployment, CommandLine line) {
    this.deployment = deployment;
    this.line = line;
    this.alerts = deployment.alerts();
  }

  List<Row> rows() throws UsageException {
    Settings settings = shortLeases(deployment.settings());
    List<AlertChannel> channels = Channels.of(settings, settings.log()).open();
    List<Row> rows = new ArrayList<>();
    for (String warning : deployment.takeWarnings()) {
      rows.add(Row.failed("settings", warning));
    }
    rows.add(policy());
    String asked = line.job();
    String job = asked == null ? AlertTrial.JOB : asked;
    List<String> receivers = alerts.receivers(job, channels);
    if (asked != null) {
      rows.add(Row.ok("rule", alerts.rule(job)));
      rows.add(
          Row.ok("first failure", receivers.isEmpty() ? "the log" : String.join(", ", receivers)));
    }
    if (channels.isEmpty()) {
      rows.add(
          Row.failed(
              "channels", "none is set, alerts are only logged; set batchmon.slack.webhook.url"));
      return deployment.shown(rows);
    }
    rows.addAll(sent(chosen(channels), alerts.test(job, System.currentTimeMillis()), receivers));
    return deployment.shown(rows);
  }

  private static Settings shortLeases(Settings settings) {
    Map<String, Settings.Value> values = new HashMap<>(settings.all());
    long set = settings.millis(RENEW, LONGEST_RENEW);
    String renew = Math.min(set, LONGEST_RENEW) + "ms";
    values.put(RENEW, new Settings.Value(renew, "test-alert"));
    return new Settings(values, settings.log());
  }

  private Row policy() {
    boolean logged = alerts.onlyLogged() != null;
    String remedy =
        !logged
            ? ""
            : line.isForced()
                ? "; sent since --force says so"
                : "; --force sends the test, batchmon.environment=production sends alerts";
    String text = alerts.policy() + remedy;
    return logged ? Row.warn("policy", text) : Row.ok("policy", text);
  }

  private List<AlertChannel> chosen(List<AlertChannel> channels) throws UsageException {
    String name = line.channel();
    if (name == null) {
      return channels;
    }
    List<AlertChannel> chosen = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (AlertChannel channel : channels) {
      names.add(channel.name().toLowerCase(Locale.ROOT));
      if (channel.name().equalsIgnoreCase(name)) {
        chosen.add(channel);
      }
    }
    if (chosen.isEmpty()) {
      throw new UsageException(
          "no channel " + name + " is set; there is " + String.join(", ", names));
    }
    return chosen;
  }

  private List<Row> sent(List<AlertChannel> channels, AlertMessage test, List<String> receivers) {
    boolean send = alerts.onlyLogged() == null || line.isForced();
    Trials trials = new Trials();
    for (AlertChannel channel : channels) {
      String when = receivers.contains(channel.name()) ? null : when(channel);
      trials.add(
          channel.name(),
          name ->
              send
                  ? sent(name, channel, test, when)
                  : Row.skipped(name, "set, not sent to; the log says: " + test.line()));
    }
    return trials.rows(LIMIT_MILLIS);
  }

  /** Why a first failure would not go there at once. */
  private static String when(AlertChannel channel) {
    return channel.role() == AlertChannel.Role.PAGER
        ? "told of what is critical or has escalated"
        : "told of what another channel cannot take";
  }

  private Row sent(String name, AlertChannel channel, AlertMessage test, @Nullable String when) {
    Delivery delivery = channel.deliver(test);
    if (delivery.state() != Delivery.State.DELIVERED) {
      return Row.failed(name, said(delivery));
    }
    String end = "";
    if (channel.role() == AlertChannel.Role.ENGINE) {
      end = ", ends by itself within two minutes";
    } else if (keepsOpen(channel)) {
      end = " and resolved";
      Delivery over = channel.deliver(alerts.over(test));
      if (over.state() != Delivery.State.DELIVERED) {
        return Row.failed(name, "sent, but not resolved: " + said(over));
      }
    }
    return Row.ok(name, "sent" + end + (when == null ? "" : "; " + when));
  }

  private static String said(Delivery delivery) {
    return Reach.said(delivery.reason())
        + (delivery.state() == Delivery.State.RETRY_AFTER
            ? "; try again in " + (delivery.millis() + 999) / 1000 + " s"
            : "");
  }

  private boolean keepsOpen(AlertChannel channel) {
    String template = deployment.settings().text("batchmon.webhook.template", "json");
    return channel.role() == AlertChannel.Role.PAGER
        || (channel.name().equals("webhook")
            && KEEPING.contains(template.toLowerCase(Locale.ROOT)));
  }
}
