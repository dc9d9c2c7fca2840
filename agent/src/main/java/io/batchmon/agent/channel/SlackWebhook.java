package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.secret.SecretException;
import java.io.IOException;

/** A Slack incoming webhook. */
final class SlackWebhook implements AlertChannel {
  private final WebClient client;

  SlackWebhook(WebClient client) {
    this.client = client;
  }

  @Override
  public String name() {
    return "Slack";
  }

  @Override
  public boolean refresh() {
    return client.refresh();
  }

  @Override
  public Delivery deliver(AlertMessage message) {
    try {
      Delivery delivery = delivery(client.post("", SlackMessage.blocks(message)));
      return delivery.state() == Delivery.State.REFUSED
          ? delivery(client.post("", SlackMessage.plain(message)))
          : delivery;
    } catch (SecretException failure) {
      return failure.delivery();
    } catch (IOException failure) {
      return Delivery.failed(String.valueOf(failure.getMessage()));
    }
  }

  // why: Slack answers a good message with 200 ok; another 2xx is somebody else, such as a proxy
  private static Delivery delivery(Answer answer) {
    String remedy =
        "check that the webhook, its app and its channel still exist, and set"
            + " batchmon.slack.webhook.url";
    if (answer.status() == 200) {
      return Delivery.delivered();
    }
    if (answer.isGood()) {
      return Delivery.failed(answer.what());
    }
    return answer.word().equals("invalid_token")
        ? Delivery.closed(answer.what() + "; " + remedy)
        : answer.delivery(remedy);
  }
}
