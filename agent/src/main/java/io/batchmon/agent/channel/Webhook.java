package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.secret.Secret;
import io.batchmon.agent.secret.SecretException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Any service that takes JSON by POST, by a template. */
final class Webhook implements AlertChannel {
  private final WebClient client;
  private final @Nullable Secret headers;
  private final WebhookTemplate template;

  /**
   * @param headers {@code name=value} pairs separated by commas, or null
   */
  Webhook(WebClient client, @Nullable Secret headers, WebhookTemplate template) {
    this.client = client;
    this.headers = headers;
    this.template = template;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public boolean refresh() {
    boolean newHeaders = headers != null && headers.refresh();
    return client.refresh() || newHeaders;
  }

  @Override
  public String memory() {
    SentMessages sent = template.sent();
    return sent == null ? "" : sent.save();
  }

  @Override
  public void remember(String memory) {
    SentMessages sent = template.sent();
    if (sent != null) {
      sent.load(memory);
    }
  }

  @Override
  public Delivery deliver(AlertMessage message) {
    try {
      String[] fields = fields();
      for (WebhookTemplate.Call call : template.calls(message)) {
        Answer answer = client.post(call.path(), call.body(), fields);
        Delivery delivery =
            answer.delivery("check batchmon.webhook.url and batchmon.webhook.headers");
        if (delivery.state() != Delivery.State.DELIVERED) {
          return delivery;
        }
        template.answered(message, answer);
      }
      return Delivery.delivered();
    } catch (SecretException failure) {
      return failure.delivery();
    } catch (IOException failure) {
      return Delivery.failed(String.valueOf(failure.getMessage()));
    }
  }

  private String[] fields() throws IOException {
    if (headers == null) {
      return new String[0];
    }
    String text = headers.value();
    List<String> fields = new ArrayList<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.add(pair.substring(0, equals).trim());
        fields.add(pair.substring(equals + 1).trim());
      }
    }
    return fields.toArray(new String[0]);
  }
}
