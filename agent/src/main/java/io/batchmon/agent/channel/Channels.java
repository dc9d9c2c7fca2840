package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertChannels;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.secret.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The channels that are set, in the order of {@code batchmon.alert.channels}; without that setting,
 * all of them. Read at start-up, opened when there is something to tell.
 */
public final class Channels implements AlertChannels {
  private static final String CHANNELS = "batchmon.alert.channels";
  private static final String SLACK_WEBHOOK = "batchmon.slack.webhook.url";

  /** For each channel, its name and the settings of which one is enough to use it. */
  private static final String[][] KNOWN = {
    {"slack", SLACK_WEBHOOK, "batchmon.slack.webhook.secret"},
    {"sns", SnsTopic.SETTING},
    {"eventbridge", EventBus.SETTING}
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
    if (name.equals("slack") && !isUsable(SLACK_WEBHOOK)) {
      return;
    }
    names.add(name);
  }

  private boolean isUsable(String setting) {
    String url = settings.text(setting);
    String problem = url == null || Secret.isReference(url) ? null : WebAddress.problemOf(url);
    if (url != null && problem != null) {
      settings.malformed(setting, url, problem, "the other channels, or the log");
    }
    return problem == null;
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
        Secret url = Secret.of(settings, SLACK_WEBHOOK);
        return url == null ? null : new SlackWebhook(new WebClient(url));
      case "sns":
        return SnsTopic.of(settings);
      case "eventbridge":
        return EventBus.of(settings);
      default:
        return null;
    }
  }
}
