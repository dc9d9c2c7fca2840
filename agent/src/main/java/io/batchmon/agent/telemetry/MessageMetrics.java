package io.batchmon.agent.telemetry;

import io.batchmon.agent.message.MessageKey;
import io.batchmon.agent.message.MessageStats;
import io.batchmon.agent.message.RunMessages;
import io.batchmon.agent.sql.Durations;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Messages as metrics, spans of their own or not. Confined to the telemetry thread. */
final class MessageMetrics {
  private static final Attributes OVERFLOW =
      Attributes.builder().put(TelemetryNames.OVERFLOW, true).build();

  private final UnaryOperator<String> redactor;
  private final Instrument durations;
  private final Instrument sent;
  private final Instrument consumed;

  MessageMetrics(UnaryOperator<String> redactor, SqlMetrics.Maker maker) {
    this.redactor = redactor;
    durations =
        maker.make(
            Instrument.Kind.MOMENTS,
            TelemetryNames.MESSAGING_DURATION,
            "s",
            "Duration of messages sent");
    sent = ofMessages(maker, TelemetryNames.MESSAGING_SENT, "Messages sent");
    consumed = ofMessages(maker, TelemetryNames.MESSAGING_CONSUMED, "Messages received");
  }

  private static Instrument ofMessages(SqlMetrics.Maker maker, String name, String description) {
    return maker.make(Instrument.Kind.COUNTER, name, "{message}", description);
  }

  /** What is a span of its own. */
  void ended(Attributes by, double seconds, Exchange call) {
    durations.record(by, seconds);
    MessageKey key = call.messageKey();
    if (key != null) {
      count(key, by, call.messages());
    }
  }

  private void count(MessageKey key, Attributes by, long messages) {
    (key.isReceived() ? consumed : sent).add(by, messages);
  }

  /** What a run has done since the last call that is no span. */
  void read(RunMessages messages) {
    for (MessageStats stats : messages.byCount()) {
      read(stats);
    }
    read(messages.others());
  }

  private void read(MessageStats stats) {
    long added = stats.takeNewMessages();
    if (added > 0) {
      Attributes by = attributes(stats, null);
      MessageKey key = stats.key();
      (key != null && key.isReceived() ? consumed : sent).add(by, added);
    }
    add(stats, stats.summed(), null);
    for (Map.Entry<String, Durations> error : stats.summedErrors().entrySet()) {
      add(stats, error.getValue(), error.getKey());
    }
  }

  private void add(MessageStats stats, Durations added, @Nullable String error) {
    Attributes[] by = new Attributes[1];
    added.readNew(
        (seconds, times) -> {
          Attributes what = by[0];
          if (what == null) {
            what = attributes(stats, error);
            by[0] = what;
          }
          for (int i = 0; i < times; i++) {
            durations.record(what, seconds);
          }
          MessageKey key = stats.key();
          if (error != null && key != null && !key.isReceived()) {
            sent.add(what, times);
          }
        });
  }

  private Attributes attributes(MessageStats stats, @Nullable String error) {
    MessageKey key = stats.key();
    if (key == null) {
      return OVERFLOW;
    }
    AttributesBuilder by = Attributes.builder();
    put(by, TelemetryNames.MESSAGING_SYSTEM, key.system());
    put(by, TelemetryNames.MESSAGING_DESTINATION, key.destination());
    put(by, TelemetryNames.MESSAGING_OPERATION, key.operation());
    put(by, TelemetryNames.SERVER_ADDRESS, stats.address());
    if (stats.port() > 0) {
      by.put(AttributeKeys.number(TelemetryNames.SERVER_PORT), (Long) stats.port());
    }
    put(by, TelemetryNames.ERROR_TYPE, error);
    return by.build();
  }

  private void put(AttributesBuilder by, String name, @Nullable String value) {
    if (value != null) {
      by.put(AttributeKeys.text(name), redactor.apply(value));
    }
  }
}
