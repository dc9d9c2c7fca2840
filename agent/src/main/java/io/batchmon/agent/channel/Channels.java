package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertChannels;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.secret.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The channels that are set, in the order of {@code batchmon.alert.channels}; without that setting,
 * all of them. Read at start-up, opened when there is something to tell.
 */
public final class Channels implements AlertChannels {
  private static final String CHANNELS = "batchmon.alert.channels";
  private static final String SLACK_SECRET = "batchmon.slack.webhook.secret";
  private static final String SLACK_WEBHOOK = "batchmon.slack.webhook.url";
  private static final String SLACK_TOKEN = "batchmon.slack.token";
  private static final String SLACK_CHANNEL = "batchmon.slack.channel";
  private static final String SLACK_URL = "batchmon.slack.url";
  private static final String PAGERDUTY_KEY = "batchmon.pagerduty.routing.key";
  private static final String PAGERDUTY_URL = "batchmon.pagerduty.url";
  private static final String WEBHOOK = "batchmon.webhook.url";
  private static final String WEBHOOK_HEADERS = "batchmon.webhook.headers";

  /** For each channel, its name and the settings of which one is enough to use it. */
  private static final String[][] KNOWN = {
    {"slack", SLACK_TOKEN, SLACK_WEBHOOK, SLACK_SECRET},
    {"alertmanager", Alertmanager.URLS},
    {"pagerduty", PAGERDUTY_KEY},
    {"sns", SnsTopic.SETTING},
    {"eventbridge", EventBus.SETTING},
    {"webhook", WEBHOOK}
  };

  private final Settings settings;
  private final AgentLog log;
  private final Set<String> names = new LinkedHashSet<>();

  private Channels(Settings settings, AgentLog log) {
    this.settings = settings;
    this.log = log;
  }

  /** A setting that cannot be used is one warning, now. */
  public static Channels of(Settings settings, AgentLog log) {
    Channels channels = new Channels(settings, log);
    List<String> chosen = settings.list(CHANNELS);
    if (chosen.isEmpty()) {
      for (String[] known : KNOWN) {
        if (channels.isSet(known)) {
          channels.add(known[0]);
        }
      }
    }
    for (String name : chosen) {
      channels.choose(name);
    }
    return channels;
  }

  private void choose(String name) {
    for (String[] known : KNOWN) {
      if (known[0].equalsIgnoreCase(name)) {
        if (isSet(known)) {
          add(known[0]);
        } else {
          String missing = String.join(" or ", Arrays.asList(known).subList(1, known.length));
          settings.malformed(CHANNELS, name, "needs " + missing + ", which is not set", others());
        }
        return;
      }
    }
    List<String> all = new ArrayList<>();
    for (String[] known : KNOWN) {
      all.add(known[0]);
    }
    settings.malformed(CHANNELS, name, "is none of " + String.join(", ", all), others());
  }

  private static String others() {
    return "the other channels";
  }

  private boolean isSet(String[] known) {
    for (int i = 1; i < known.length; i++) {
      if (settings.text(known[i]) != null) {
        return true;
      }
    }
    return false;
  }

  private void add(String name) {
    if (isUsableChannel(name)) {
      names.add(name);
    }
  }

  private boolean isUsableChannel(String name) {
    switch (name) {
      case "slack":
        return isBot()
            || (settings.text(SLACK_WEBHOOK) == null
                ? settings.text(SLACK_SECRET) != null
                : isUsable(SLACK_WEBHOOK));
      case "alertmanager":
        return isAnyServer(Alertmanager.URLS);
      case "pagerduty":
        return isUsable(PAGERDUTY_URL);
      case "sns":
        return SnsTopic.isUsable(settings);
      case "eventbridge":
        return EventBus.isUsable(settings);
      default:
        return isUsable(WEBHOOK);
    }
  }

  private boolean isBot() {
    if (settings.text(SLACK_TOKEN) == null) {
      return false;
    }
    if (settings.text(SLACK_CHANNEL) == null) {
      settings.malformed(
          SLACK_TOKEN,
          "needs " + SLACK_CHANNEL + ", such as #batch",
          SLACK_WEBHOOK + ", or the log");
      return false;
    }
    return isUsable(SLACK_URL);
  }

  private boolean isUsable(String setting) {
    String url = settings.text(setting);
    String problem = url == null ? null : WebAddress.problemOf(url);
    // why: asked last; where all is well, the class of secrets is not loaded before it is needed
    if (url == null || problem == null || Secret.isReference(url)) {
      return true;
    }
    settings.malformed(setting, url, problem, "the other channels, or the log");
    return false;
  }

  private boolean isAnyServer(String setting) {
    boolean any = false;
    for (String url : settings.list(setting)) {
      String problem = WebAddress.problemOfServer(url);
      if (problem != null) {
        settings.malformed(setting, url, problem, "the others of them, or the other channels");
      }
      any |= problem == null;
    }
    return any;
  }

  @Override
  public List<AlertChannel> open() {
    List<AlertChannel> channels = new ArrayList<>();
    for (String name : names) {
      try {
        AlertChannel channel = open(name);
        if (channel != null) {
          channels.add(channel);
        }
      } catch (Throwable failure) {
        // why: what it says may contain an address
        log.warn(
            name + " takes no alerts: it does not start (" + failure.getClass().getName() + ")");
      }
    }
    return Collections.unmodifiableList(channels);
  }

  private @Nullable AlertChannel open(String name) {
    switch (name) {
      case "slack":
        return slack();
      case "alertmanager":
        return Alertmanager.of(settings, log);
      case "pagerduty":
        Secret key = Secret.of(settings, PAGERDUTY_KEY);
        WebClient client = client(PAGERDUTY_URL, PagerDuty.ENDPOINT);
        return key == null ? null : new PagerDuty(client, key, Clock.SYSTEM, new Random());
      case "sns":
        return SnsTopic.of(settings);
      case "eventbridge":
        return EventBus.of(settings);
      default:
        WebhookTemplate template = WebhookTemplates.of(settings);
        Secret headers = Secret.of(settings, WEBHOOK_HEADERS);
        return template == null ? null : new Webhook(client(WEBHOOK, ""), headers, template);
    }
  }

  private @Nullable AlertChannel slack() {
    Secret token = Secret.of(settings, SLACK_TOKEN);
    String channel = settings.text(SLACK_CHANNEL);
    if (token != null && channel != null) {
      WebClient client = client(SLACK_URL, "https://slack.com/api/");
      return new SlackBot(client, token, channel, new SentMessages(), log);
    }
    return Secret.of(settings, SLACK_WEBHOOK) == null
        ? null
        : new SlackWebhook(client(SLACK_WEBHOOK, ""));
  }

  private WebClient client(String setting, String otherwise) {
    Secret address = Secret.of(settings, setting);
    return new WebClient(address == null ? Secret.of(otherwise) : address);
  }
}
