package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertEvent;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.aws.Arn;
import io.batchmon.agent.aws.AwsClient;
import io.batchmon.agent.aws.AwsException;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An EventBridge bus; each alert is an event that rules may match. */
final class EventBus implements AlertChannel {
  static final String SETTING = "batchmon.eventbridge.bus";
  static final String SOURCE = "batchmon";
  static final String DETAIL_TYPE = "Batch Job Alert";
  private static final long REFRESH_NANOS = 60_000_000_000L;

  private final String bus;
  private final AwsClient aws;
  private final Clock clock;
  private long triedNanos;

  EventBus(String bus, AwsClient aws, Clock clock) {
    this.bus = bus;
    this.aws = aws;
    this.clock = clock;
  }

  /** Whether what is set is a bus; what is none is one warning. */
  static boolean isUsable(Settings settings) {
    String text = settings.text(SETTING, "");
    Arn arn = Arn.of(text);
    boolean usable =
        arn == null
            ? !text.startsWith("arn:")
            : arn.service().equals("events") && arn.resource().startsWith("event-bus/");
    if (!usable) {
      settings.malformed(
          SETTING,
          "is neither the name of an event bus, such as default, nor its ARN",
          "the other channels, or the log");
    }
    return usable;
  }

  /** The bus that is set. */
  static EventBus of(Settings settings) {
    return new EventBus(settings.text(SETTING, ""), AwsClient.ofThisProcess(), Clock.SYSTEM);
  }

  @Override
  public String name() {
    return "EventBridge";
  }

  /** What was forbidden a while ago may have been allowed since. */
  @Override
  public boolean refresh() {
    return clock.nanoTime() - triedNanos >= REFRESH_NANOS;
  }

  @Override
  public Delivery deliver(AlertMessage message) {
    try {
      AlertEvent event = message.event();
      long at = event == null ? message.lastMillis() : event.endMillis();
      aws.putEvent(bus, SOURCE, DETAIL_TYPE, detail(message), at);
      return Delivery.delivered();
    } catch (AwsException failure) {
      triedNanos = clock.nanoTime();
      return failure.delivery();
    } catch (IOException failure) {
      return Delivery.refused("it cannot be written as JSON");
    }
  }

  /** As a webhook is told it. */
  static String detail(AlertMessage message) throws IOException {
    return new String(new AlertJson().calls(message).get(0).body(), StandardCharsets.UTF_8);
  }
}
