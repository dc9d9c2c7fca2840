package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertMessage;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a service wants to be told, within its limits. */
interface WebhookTemplate {
  /** A request to be made. */
  final class Call {
    private final String path;
    private final byte[] body;

    /**
     * @param path added to the webhook's address, with a query perhaps; or empty
     */
    Call(String path, byte[] body) {
      this.path = path;
      this.body = body;
    }

    String path() {
      return path;
    }

    byte[] body() {
      return body;
    }

    static List<Call> one(JsonBody json) throws IOException {
      return Collections.singletonList(new Call("", json.bytes()));
    }
  }

  /** What to send; empty where the service has nothing for such a message. */
  List<Call> calls(AlertMessage message) throws IOException;

  /** Told of each answer that was good. */
  default void answered(AlertMessage message, Answer answer) {}

  /** What the service has called what it was sent; null where that is of no use. */
  default @Nullable SentMessages sent() {
    return null;
  }
}
