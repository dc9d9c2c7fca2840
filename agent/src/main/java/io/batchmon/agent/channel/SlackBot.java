package io.batchmon.agent.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Incident;
import io.batchmon.agent.alert.Reason;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.secret.Secret;
import io.batchmon.agent.secret.SecretException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Slack by a bot's token: a thread per incident, whose first message always shows how things are
 * now. Needs the scope {@code chat:write}, and the bot in the channel.
 */
final class SlackBot implements AlertChannel {
  private static final JsonFactory JSON = new JsonFactory();

  // of the token or the workspace: no message will ever be taken
  private static final Set<String> OF_TOKEN =
      new HashSet<>(
          Arrays.asList(
              "not_authed",
              "invalid_auth",
              "account_inactive",
              "token_revoked",
              "token_expired",
              "missing_scope",
              "no_permission",
              "not_allowed_token_type",
              "ekm_access_denied",
              "org_login_required",
              "team_access_not_granted",
              "access_denied"));
  private static final Set<String> OF_CHANNEL =
      new HashSet<>(
          Arrays.asList(
              "channel_not_found",
              "not_in_channel",
              "is_archived",
              "restricted_action",
              "restricted_action_read_only_channel"));
  private static final Set<String> OF_THREAD =
      new HashSet<>(
          Arrays.asList("thread_not_found", "message_not_found", "cannot_reply_to_message"));
  private static final Set<String> PASSING =
      new HashSet<>(
          Arrays.asList(
              "internal_error",
              "fatal_error",
              "service_unavailable",
              "request_timeout",
              "team_added_to_org",
              "ratelimited",
              "rate_limited",
              "message_limit_exceeded"));

  /** What Slack answered to a call. */
  private static final class Result {
    private boolean ok;
    private String error = "";
    private String channel = "";
    private String ts = "";
    private @Nullable Delivery failure;
  }

  private final WebClient client;
  private final Secret token;
  private final String defaultChannel;
  private final SentMessages threads;
  private final AgentLog log;
  private final Set<String> badChannels = new HashSet<>();

  /**
   * @param client of Slack's API
   * @param defaultChannel where messages go that name no other
   */
  SlackBot(
      WebClient client, Secret token, String defaultChannel, SentMessages threads, AgentLog log) {
    this.client = client;
    this.token = token;
    this.defaultChannel = defaultChannel;
    this.threads = threads;
    this.log = log;
  }

  @Override
  public String name() {
    return "Slack";
  }

  @Override
  public boolean refresh() {
    return token.refresh();
  }

  @Override
  public String memory() {
    return threads.save();
  }

  @Override
  public void remember(String memory) {
    threads.load(memory);
  }

  @Override
  public Delivery deliver(AlertMessage message) {
    try {
      if (!Facts.isOfIncident(message)) {
        Result result = post(message, "");
        return result.failure == null ? Delivery.delivered() : result.failure;
      }
      String thread = null;
      for (Incident incident : message.incidents()) {
        String known = threads.get(IncidentKey.of(incident));
        thread = thread == null ? known : thread;
      }
      Result result = thread == null ? post(message, "") : reply(message, thread);
      if (result.failure != null) {
        return result.failure;
      }
      follow(message, result);
      return Delivery.delivered();
    } catch (SecretException failure) {
      return failure.delivery();
    } catch (IOException failure) {
      return Delivery.failed(String.valueOf(failure.getMessage()));
    }
  }

  private Result reply(AlertMessage message, String thread) throws IOException {
    int space = thread.indexOf(' ');
    String channel = thread.substring(0, space);
    Result result = post(message, channel, thread.substring(space + 1));
    if (!OF_THREAD.contains(result.error) && !OF_CHANNEL.contains(result.error)) {
      return result;
    }
    // why: somebody has removed the first message, or its channel
    for (Incident incident : message.incidents()) {
      threads.remove(IncidentKey.of(incident));
    }
    return post(message, "");
  }

  private Result post(AlertMessage message, String thread) throws IOException {
    String wanted = message.channel();
    if (wanted == null || !isChannel(wanted) || badChannels.contains(wanted)) {
      return post(message, defaultChannel, thread);
    }
    Result result = post(message, wanted, thread);
    if (!OF_CHANNEL.contains(result.error)) {
      return result;
    }
    badChannels.add(wanted);
    log.warn(
        "Slack takes no alerts for "
            + wanted
            + ": "
            + result.error
            + "; invite the bot, or name another channel in the rule; they go to "
            + defaultChannel);
    return post(message, defaultChannel, thread);
  }

  // why: the setting may also name one of batchmon's channels
  private static boolean isChannel(String name) {
    return name.startsWith("#") || (name.length() >= 9 && name.matches("[CGD][A-Z0-9]+"));
  }

  private Result post(AlertMessage message, String channel, String thread) throws IOException {
    boolean broadcast =
        !thread.isEmpty() && (message.reason() == Reason.ESCALATED || message.isRecovery());
    Result result =
        call("chat.postMessage", SlackMessage.post(message, channel, thread, broadcast, true));
    boolean refused = result.failure != null && result.failure.state() == Delivery.State.REFUSED;
    return refused && !OF_THREAD.contains(result.error)
        ? call("chat.postMessage", SlackMessage.post(message, channel, thread, broadcast, false))
        : result;
  }

  /** Remembers the thread, or brings the first messages of the threads up to date. */
  private void follow(AlertMessage message, Result result) throws IOException {
    for (Incident incident : message.incidents()) {
      String key = IncidentKey.of(incident);
      String known = threads.get(key);
      if (message.isRecovery()) {
        threads.remove(key);
      } else if (known == null && !result.ts.isEmpty()) {
        threads.put(key, result.channel + ' ' + result.ts);
      }
      if (known != null) {
        update(message, known);
      }
    }
  }

  // why: the message has been told; if the edit fails, the next one shows how things are
  private void update(AlertMessage message, String thread) {
    int space = thread.indexOf(' ');
    try {
      Result result =
          call(
              "chat.update",
              SlackMessage.update(
                  message, thread.substring(0, space), thread.substring(space + 1)));
      if (!result.ok) {
        log.debug("Slack did not take the edit of a message: " + result.error);
      }
    } catch (IOException failure) {
      log.debug("Slack did not take the edit of a message: " + failure.getMessage());
    }
  }

  private Result call(String method, byte[] body) throws IOException {
    String value = token.value();
    Answer answer = client.post(method, body, "Authorization", "Bearer " + value.trim());
    Result result = answer.isGood() ? read(answer.text()) : new Result();
    if (result.ok) {
      return result;
    }
    String error = word(result.error);
    result.failure = failure(answer, error);
    return result;
  }

  private Delivery failure(Answer answer, String error) {
    if (!answer.isGood()) {
      return answer.delivery(remedy());
    }
    String what = "answer " + (error.isEmpty() ? answer.status() + " without ok" : error);
    if (OF_TOKEN.contains(error) || OF_CHANNEL.contains(error)) {
      return Delivery.closed(what + "; " + remedy());
    }
    if (PASSING.contains(error) || error.isEmpty()) {
      return answer.later(what);
    }
    return Delivery.refused(what);
  }

  private String remedy() {
    return "check batchmon.slack.token, its scope chat:write, and that the bot is in "
        + defaultChannel;
  }

  private static String word(String text) {
    return new Answer(200, text, null).word();
  }

  private static Result read(String text) {
    Result result = new Result();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          read(json, name, result);
          json.skipChildren();
        }
      }
      return result;
    } catch (IOException malformed) {
      // why: cut off behind "ok" it may still say that the message was taken
      return result;
    }
  }

  private static void read(JsonParser json, String name, Result result) throws IOException {
    if (name.equals("ok")) {
      result.ok = json.currentToken() == JsonToken.VALUE_TRUE;
    } else if (name.equals("error")) {
      result.error = json.getText();
    } else if (name.equals("channel") && json.currentToken() == JsonToken.VALUE_STRING) {
      result.channel = json.getText();
    } else if (name.equals("ts")) {
      result.ts = json.getText();
    }
  }
}
