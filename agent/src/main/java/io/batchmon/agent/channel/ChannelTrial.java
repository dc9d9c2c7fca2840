package io.batchmon.agent.channel;

import io.batchmon.agent.aws.Json;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Tries what channels need without telling anybody anything. Each says in words what was found, or
 * throws what is wrong, with the remedy; neither contains an address that is a secret. Each may
 * take seconds.
 */
public final class ChannelTrial {
  private static final long CONNECT_MILLIS = 3000;
  private static final long CALL_MILLIS = 6000;
  private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

  private final Settings settings;

  public ChannelTrial(Settings settings) {
    this.settings = settings;
  }

  /** Posts a message without a text: a webhook that works refuses that, and posts nothing. */
  public String slackWebhook() throws IOException {
    String setting = "batchmon.slack.webhook.url";
    Secret address = Secret.of(settings, setting);
    if (address == null) {
      throw new IOException(setting + " is not set");
    }
    wellFormed(address);
    Answer answer = client(address).post("", NOTHING);
    if (answer.status() == 400 || answer.isGood()) {
      return "the webhook is known to Slack (" + answer.what() + " to an empty message)";
    }
    throw new IOException(
        answer.what()
            + "; "
            + (answer.status() == 429 || answer.status() >= 500
                ? "Slack is busy, try again later"
                : "check that the webhook, its app and its channel still exist, and set "
                    + address.setting()));
  }

  /** Asks Slack whose token it is. */
  public String slackBot() throws IOException {
    Secret token = Secret.of(settings, "batchmon.slack.token");
    if (token == null) {
      throw new IOException("batchmon.slack.token is not set");
    }
    Secret set = Secret.of(settings, "batchmon.slack.url");
    Secret address = set == null ? Secret.of("https://slack.com/api/") : set;
    Answer answer =
        client(address).post("auth.test", NOTHING, "Authorization", "Bearer " + token.value());
    if ("true".equals(Json.text(answer.text(), "ok"))) {
      return "bot "
          + known(Json.text(answer.text(), "user"))
          + " of "
          + known(Json.text(answer.text(), "team"))
          + "; invite it to "
          + settings.text("batchmon.slack.channel", "its channel");
    }
    String error = Json.text(answer.text(), "error");
    throw new IOException(
        "answer "
            + (error == null
                ? String.valueOf(answer.status())
                : new Answer(200, error, null).word())
            + "; check batchmon.slack.token, and that its app is still installed");
  }

  private static String known(@Nullable String name) {
    return name == null ? "?" : name;
  }

  /** The nodes that are set, without user and password; what is no URL is left out. */
  public List<String> alertmanagerNodes() {
    List<String> nodes = new ArrayList<>();
    for (String url : settings.list(Alertmanager.URLS)) {
      HttpUrl parsed = WebAddress.problemOfServer(url) == null ? HttpUrl.parse(url) : null;
      if (parsed != null) {
        nodes.add(parsed.host() + ':' + parsed.port());
      }
    }
    return nodes;
  }

  /**
   * Asks a node for its status.
   *
   * @param node as {@link #alertmanagerNodes} names it
   */
  public String alertmanager(String node) throws IOException {
    for (String url : settings.list(Alertmanager.URLS)) {
      HttpUrl parsed = HttpUrl.parse(url);
      if (parsed != null && node.equals(parsed.host() + ':' + parsed.port())) {
        return status(parsed);
      }
    }
    throw new IOException("is no node of " + Alertmanager.URLS);
  }

  private String status(HttpUrl node) throws IOException {
    List<String> headers = new ArrayList<>();
    if (!node.username().isEmpty() || !node.password().isEmpty()) {
      headers.add("Authorization");
      headers.add(Credentials.basic(node.username(), node.password(), StandardCharsets.UTF_8));
    }
    for (Map.Entry<String, String> header :
        settings.map("batchmon.alertmanager.headers").entrySet()) {
      headers.add(header.getKey());
      headers.add(header.getValue());
    }
    String bare = node.newBuilder().username("").password("").build().toString();
    Answer answer = client(Secret.of(bare)).get("api/v2/status", headers.toArray(new String[0]));
    if (answer.isGood()) {
      String version = Json.text(answer.text(), "versionInfo", "version");
      String cluster = Json.text(answer.text(), "cluster", "status");
      return "Alertmanager "
          + (version == null ? "is there" : version)
          + (cluster == null || cluster.equals("disabled") ? "" : ", cluster " + cluster);
    }
    int status = answer.status();
    throw new IOException(
        "answer "
            + status
            + "; "
            + (status == 401 || status == 403
                ? "check user and password, or batchmon.alertmanager.headers"
                : status == 404
                    ? "check the path in " + Alertmanager.URLS
                    : "the log of that node says more"));
  }

  /** Whether PagerDuty is there; it is sent no event. */
  public String pagerDuty() throws IOException {
    Secret key = Secret.of(settings, "batchmon.pagerduty.routing.key");
    Secret set = Secret.of(settings, "batchmon.pagerduty.url");
    if (key != null) {
      key.value();
    }
    return client(set == null ? Secret.of(PagerDuty.ENDPOINT) : set).reach()
        + " is there; whether it knows the key, test-alert tells";
  }

  /** Whether the webhook's server is there; it is sent nothing. */
  public String webhook() throws IOException {
    Secret address = Secret.of(settings, "batchmon.webhook.url");
    if (address == null) {
      throw new IOException("batchmon.webhook.url is not set");
    }
    wellFormed(address);
    return client(address).reach()
        + " is there; whether it takes "
        + settings.text("batchmon.webhook.template", "json")
        + ", test-alert tells";
  }

  private static void wellFormed(Secret address) throws IOException {
    String problem = WebAddress.problemOf(address.value());
    if (problem != null) {
      throw new IOException("its address " + problem + "; correct " + address);
    }
  }

  private static WebClient client(Secret address) {
    return new WebClient(address, CONNECT_MILLIS, CALL_MILLIS);
  }
}
