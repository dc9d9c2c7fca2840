package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A Slack incoming webhook. Its URL is a secret that is part of no message, log line or exception
 * text of this class.
 */
final class SlackWebhook implements AlertChannel {
  private static final int MAX_ANSWER = 100;

  private final HttpUrl url;
  private final OkHttpClient client;

  /** With the time-outs meant for use. */
  SlackWebhook(String url) {
    this(url, 3000, 10_000);
  }

  SlackWebhook(String url, long connectMillis, long callMillis) {
    this.url = HttpUrl.get(url);
    this.client =
        new OkHttpClient.Builder()
            // why: what is not asked for is not loaded; a cold JVM that ends has 2 s for all of it
            .protocols(Collections.singletonList(Protocol.HTTP_1_1))
            .connectionSpecs(
                Collections.singletonList(
                    this.url.isHttps() ? ConnectionSpec.MODERN_TLS : ConnectionSpec.CLEARTEXT))
            .fastFallback(false)
            .followRedirects(false)
            // why: messages are rare, and a connection kept is one that went stale unseen
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
            .connectTimeout(connectMillis, TimeUnit.MILLISECONDS)
            .writeTimeout(callMillis, TimeUnit.MILLISECONDS)
            .readTimeout(callMillis, TimeUnit.MILLISECONDS)
            .callTimeout(callMillis, TimeUnit.MILLISECONDS)
            .build();
  }

  @Override
  public String name() {
    return "Slack";
  }

  @Override
  public Delivery deliver(AlertMessage message) {
    try {
      Delivery delivery = post(SlackMessage.blocks(message));
      return delivery.state() == Delivery.State.REFUSED
          ? post(SlackMessage.plain(message))
          : delivery;
    } catch (IOException failure) {
      return Delivery.failed(withoutUrl(String.valueOf(failure)));
    }
  }

  private Delivery post(byte[] body) throws IOException {
    Request request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", "batchmon")
            .post(RequestBody.create(body, MediaType.get("application/json; charset=utf-8")))
            .build();
    try (Response response = client.newCall(request).execute()) {
      int status = response.code();
      return status == 200
          ? Delivery.delivered()
          : delivery(status, answer(response), response.header("Retry-After"));
    }
  }

  private static Delivery delivery(int status, String answer, @Nullable String retryAfter) {
    String what = "answer " + status + (answer.isEmpty() ? "" : " " + answer);
    long seconds = retryAfter == null ? -1 : secondsOf(retryAfter);
    if (status == 429 || status == 503) {
      return seconds < 0 ? Delivery.failed(what) : Delivery.retryAfter(seconds * 1000, what);
    }
    if (status == 403 || status == 404 || status == 410 || answer.equals("invalid_token")) {
      return Delivery.closed(
          what
              + "; check that the webhook, its app and its channel still exist, and set"
              + " batchmon.slack.webhook.url; until the next start alerts are logged instead");
    }
    return status >= 400 && status < 500 ? Delivery.refused(what) : Delivery.failed(what);
  }

  // Slack answers with a word; whatever else stands there, such as a proxy's page, is not shown
  private static String answer(Response response) {
    String text;
    try {
      text = response.peekBody(MAX_ANSWER).string().trim();
    } catch (IOException unreadable) {
      return "";
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '_' && (c < 'a' || c > 'z')) {
        return "";
      }
    }
    return text;
  }

  private static long secondsOf(String text) {
    try {
      return Math.max(0, Math.min(1_000_000, Long.parseLong(text.trim())));
    } catch (NumberFormatException date) {
      return -1;
    }
  }

  private String withoutUrl(String text) {
    String safe = text.replace(url.toString(), "***").replace(url.encodedPath(), "/***");
    for (String segment : url.pathSegments()) {
      if (segment.length() >= 6) {
        safe = safe.replace(segment, "***");
      }
    }
    return safe;
  }
}
