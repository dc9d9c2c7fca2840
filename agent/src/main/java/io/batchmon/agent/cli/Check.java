package io.batchmon.agent.cli;

import io.batchmon.agent.aws.AwsClient;
import io.batchmon.agent.aws.AwsException;
import io.batchmon.agent.channel.ChannelTrial;
import io.batchmon.agent.channel.Channels;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.entrypoint.EntryPoints;
import io.batchmon.agent.propagation.Propagation;
import io.batchmon.agent.secret.Secret;
import io.batchmon.agent.state.StateDirectory;
import io.batchmon.agent.telemetry.CollectorTrial;
import io.batchmon.weaving.HookIndex;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tries for real what an agent with these settings would use; sends nobody a message. */
final class Check {
  private static final long LIMIT_MILLIS = 14_000;
  private static final long COLLECTOR_MILLIS = 5000;
  private static final String RULE = "batchmon.rule.";
  private static final String[] SECRETS = {
    "batchmon.slack.webhook.url",
    "batchmon.slack.token",
    "batchmon.slack.url",
    "batchmon.pagerduty.routing.key",
    "batchmon.pagerduty.url",
    "batchmon.webhook.url",
    "batchmon.webhook.headers"
  };

  private final Deployment deployment;
  private final Settings settings;
  private final Properties system;
  private final Map<String, String> variables;

  Check(Deployment deployment, Properties system, Map<String, String> variables) {
    this.deployment = deployment;
    this.settings = deployment.settings();
    this.system = system;
    this.variables = variables;
  }

  List<Row> rows() {
    CollectorTrial collector = new CollectorTrial(settings);
    // why: what a template asks for is found when its channel is opened; that sends nothing
    Channels.of(settings, settings.log()).open();
    EntryPoints.check(settings, settings.log());
    checkInstrumentations();
    settings.millis("batchmon.shutdown.timeout", 2000);
    settings.word("batchmon.main", "auto", "true", "false");
    Propagation.of(settings);
    List<String> warnings = deployment.takeWarnings();

    List<Row> rows = new ArrayList<>();
    addSettings(rows, warnings);
    rows.add(service());
    rows.add(environment());
    addRules(rows, warnings);

    Trials trials = new Trials();
    addCollector(trials, collector);
    addSecrets(trials);
    addChannels(trials);
    addAws(trials);
    addState(trials);
    rows.addAll(trials.rows(LIMIT_MILLIS));
    for (String warning : deployment.takeWarnings()) {
      rows.add(Row.warn("also said", warning));
    }
    return deployment.shown(rows);
  }

  private void checkInstrumentations() {
    Set<String> known = new TreeSet<>();
    ClassLoader loader = Check.class.getClassLoader();
    try (InputStream in = loader.getResourceAsStream("hooks.index")) {
      if (in != null) {
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          known.add(HookIndex.parse(line).instrumentation());
        }
      }
    } catch (IOException unreadable) {
      settings.log().warn("The agent's jar is damaged", unreadable);
    }
    if (!known.isEmpty()) {
      for (String instrumentation : known) {
        settings.isInstrumented(instrumentation);
      }
      settings.sayUnknownInstrumentations(known);
    }
  }

  private void addSettings(List<Row> rows, List<String> warnings) {
    boolean isFine = true;
    for (String warning : warnings) {
      if (!warning.startsWith(RULE)) {
        isFine = false;
        rows.add(Row.failed("settings", warning));
      }
    }
    if (!settings.flag("batchmon.enabled", true)) {
      rows.add(Row.warn("settings", "batchmon.enabled=false switches the agent off"));
    } else if (isFine) {
      int set = settings.all().size();
      String file = settings.text("batchmon.config");
      rows.add(
          Row.ok("settings", set + " set, all known" + (file == null ? "" : "; file " + file)));
    }
  }

  private Row service() {
    for (String name : new String[] {"batchmon.service.name", "otel.service.name"}) {
      Settings.Value value = settings.value(name);
      if (value != null) {
        return Row.ok("service", deployment.service() + " (" + value.source() + ")");
      }
    }
    if (settings.text("otel.resource.attributes", "").contains("service.name=")) {
      return Row.ok("service", deployment.service() + " (otel.resource.attributes)");
    }
    return Row.warn(
        "service",
        "not set: it will be called after the job's jar or main class; set batchmon.service.name");
  }

  private Row environment() {
    Settings.Value value = settings.value("batchmon.environment");
    String policy = deployment.alerts().policy();
    return value == null
        ? Row.warn(
            "environment",
            "not set: development, " + policy + "; set batchmon.environment=production")
        : Row.ok("environment", deployment.environment() + " (" + value.source() + "): " + policy);
  }

  private void addRules(List<Row> rows, List<String> warnings) {
    boolean isFine = true;
    for (String warning : warnings) {
      if (warning.startsWith(RULE)) {
        isFine = false;
        rows.add(Row.failed("rules", warning));
      }
    }
    int count = deployment.alerts().rules();
    if (isFine && count == 0) {
      rows.add(Row.skipped("rules", "none; batchmon.rule.<name>.match would be one"));
    } else if (isFine) {
      rows.add(Row.ok("rules", count == 1 ? "1 rule" : count + " rules"));
    }
  }

  private static void addCollector(Trials trials, CollectorTrial collector) {
    for (String signal : CollectorTrial.SIGNALS) {
      trials.add(
          "collector " + signal,
          name -> {
            if (!collector.isEnabled(signal)) {
              return Row.skipped(name, "otel." + signal + ".exporter=none, or the SDK is disabled");
            }
            collector.send(signal, COLLECTOR_MILLIS);
            return Row.ok(name, collector.endpoint(signal));
          });
    }
  }

  private void addSecrets(Trials trials) {
    boolean any = false;
    for (String setting : SECRETS) {
      Secret secret = Secret.of(settings, setting);
      if (secret != null && secret.isReference()) {
        any = true;
        trials.add("secret " + shortName(secret.setting()), name -> read(name, secret));
      }
    }
    if (!any) {
      trials.add("secrets", name -> Row.skipped(name, "no setting names a place of one"));
    }
  }

  private static Row read(String name, Secret secret) throws IOException {
    secret.value();
    return Row.ok(name, secret + " was read");
  }

  private static String shortName(String setting) {
    return setting.substring("batchmon.".length());
  }

  private void addChannels(Trials trials) {
    ChannelTrial channel = new ChannelTrial(settings);
    if (settings.text("batchmon.slack.token") != null) {
      trials.add("slack bot", name -> Row.ok(name, channel.slackBot()));
    }
    if (isAnySet("batchmon.slack.webhook.url", "batchmon.slack.webhook.secret")) {
      trials.add("slack webhook", name -> Row.ok(name, channel.slackWebhook()));
    } else if (settings.text("batchmon.slack.token") == null) {
      skipped(trials, "slack", "batchmon.slack.webhook.url");
    }
    List<String> nodes = channel.alertmanagerNodes();
    for (String node : nodes) {
      trials.add("alertmanager " + node, name -> Row.ok(name, channel.alertmanager(node)));
    }
    if (nodes.isEmpty()) {
      skipped(trials, "alertmanager", "batchmon.alertmanager.urls");
    }
    if (isAnySet("batchmon.pagerduty.routing.key")) {
      trials.add("pagerduty", name -> Row.ok(name, channel.pagerDuty()));
    } else {
      skipped(trials, "pagerduty", "batchmon.pagerduty.routing.key");
    }
    if (isAnySet("batchmon.webhook.url")) {
      trials.add("webhook", name -> Row.ok(name, channel.webhook()));
    } else {
      skipped(trials, "webhook", "batchmon.webhook.url");
    }
  }

  private boolean isAnySet(String... names) {
    for (String name : names) {
      if (settings.text(name) != null) {
        return true;
      }
    }
    return false;
  }

  private static void skipped(Trials trials, String name, String setting) {
    trials.add(name, same -> Row.skipped(same, setting + " is not set"));
  }

  private void addAws(Trials trials) {
    boolean sns = isAnySet("batchmon.sns.topic.arn");
    boolean bus = isAnySet("batchmon.eventbridge.bus");
    if (!sns && !bus) {
      skipped(trials, "aws", "batchmon.sns.topic.arn or batchmon.eventbridge.bus");
      return;
    }
    trials.add(
        "aws",
        name -> {
          try {
            AwsClient aws = AwsClient.ofThisProcess();
            String source = aws.keySource();
            return Row.ok(
                name,
                aws.identity(
                        settings.text(
                            sns ? "batchmon.sns.topic.arn" : "batchmon.eventbridge.bus", ""))
                    + " (keys of "
                    + source
                    + "); whether it may "
                    + (sns ? "sns:Publish" : "events:PutEvents")
                    + ", test-alert tells");
          } catch (AwsException failure) {
            throw new IOException(failure.getMessage());
          }
        });
  }

  private void addState(Trials trials) {
    @Nullable File directory =
        StateDirectory.of(
            settings, system, variables, deployment.service(), deployment.environment());
    String why = StateDirectory.whyNone(settings, directory);
    trials.add(
        "state directory",
        name -> {
          if (deployment.alerts().onlyLogged() != null) {
            return Row.skipped(name, "nothing is kept where alerts are only logged");
          }
          if (directory == null) {
            return why == null
                ? Row.skipped(name, "batchmon.state.dir=none: incidents are in memory only")
                : Row.failed(name, why);
          }
          return new StateTrial(directory).run(name);
        });
  }
}
