package io.batchmon.agent.telemetry;

import io.batchmon.agent.message.MessageKey;
import io.batchmon.agent.message.MessageStats;
import io.batchmon.agent.message.RunMessages;
import io.batchmon.agent.run.ActiveRun;
import io.opentelemetry.sdk.trace.data.EventData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What runs did with messages: sums as attributes, destinations as span events. */
final class MessageTranslation {
  private static final int MOST_DESTINATIONS = 20;
  private static final double NANOS = 1e9;

  private final OtlpConfig config;
  private final UnaryOperator<String> redactor;

  MessageTranslation(OtlpConfig config, UnaryOperator<String> redactor) {
    this.config = config;
    this.redactor = redactor;
  }

  /** The sums; nothing where a run has done nothing of it. */
  static void describe(LimitedAttributes attributes, ActiveRun run) {
    RunMessages messages = run.messagesSoFar();
    if (messages != null) {
      positive(attributes, TelemetryNames.MESSAGES_SENT, messages.sent());
      positive(attributes, TelemetryNames.MESSAGES_RECEIVED, messages.received());
      positive(attributes, TelemetryNames.MESSAGES_ERRORS, messages.errors());
      positive(attributes, TelemetryNames.MESSAGES_LEFT_OUT, messages.leftOut());
    }
  }

  private static void positive(LimitedAttributes attributes, String name, long value) {
    if (value > 0) {
      attributes.put(name, value);
    }
  }

  /** Destinations that spans alone do not show, those first that have most, then all others. */
  List<EventData> events(ActiveRun run, long endNanos) {
    RunMessages messages = run.messagesSoFar();
    List<EventData> events = new ArrayList<>(0);
    if (messages == null) {
      return events;
    }
    List<MessageStats> rest = new ArrayList<>();
    for (MessageStats stats : messages.byCount()) {
      MessageKey key = stats.key();
      if (key == null || (stats.leftOut() == 0 && stats.unanswered() == 0)) {
        continue;
      }
      if (events.size() == MOST_DESTINATIONS) {
        rest.add(stats);
        continue;
      }
      LimitedAttributes attributes = attributes();
      attributes.put(TelemetryNames.MESSAGING_SYSTEM, key.system());
      attributes.put(TelemetryNames.MESSAGING_OPERATION, key.operation());
      attributes.put(TelemetryNames.MESSAGING_OPERATION_TYPE, key.type());
      attributes.put(TelemetryNames.MESSAGING_DESTINATION, key.destination());
      attributes.put(TelemetryNames.SERVER_ADDRESS, stats.address());
      sums(attributes, Collections.singletonList(stats));
      if (stats.summed().count() > 0) {
        attributes.put(TelemetryNames.MESSAGES_P95, stats.summed().nanosOf(0.95) / NANOS);
      }
      attributes.put(TelemetryNames.MESSAGES_ERROR, mostFrequentError(stats));
      events.add(event(TelemetryNames.EVENT_MESSAGES, endNanos, attributes));
    }
    rest.add(messages.others());
    LimitedAttributes attributes = attributes();
    if (sums(attributes, rest) > 0) {
      events.add(event(TelemetryNames.EVENT_MESSAGES_OTHERS, endNanos, attributes));
    }
    return events;
  }

  private LimitedAttributes attributes() {
    return new LimitedAttributes(redactor, config.spanValueLength, config.eventAttributeCount);
  }

  private static EventData event(String name, long atNanos, LimitedAttributes attributes) {
    return EventData.create(atNanos, name, attributes.build(), attributes.total());
  }

  /** How many messages that were. */
  private static long sums(LimitedAttributes attributes, List<MessageStats> all) {
    long count = 0;
    long bytes = 0;
    long slowest = 0;
    long errors = 0;
    long unanswered = 0;
    for (MessageStats stats : all) {
      count += stats.messages();
      bytes += stats.bytes();
      slowest = Math.max(slowest, stats.slowestNanos());
      unanswered += stats.unanswered();
      for (AtomicLong failed : stats.errors().values()) {
        errors += failed.get();
      }
    }
    attributes.put(TelemetryNames.MESSAGES_COUNT, count);
    positive(attributes, TelemetryNames.MESSAGES_BYTES, bytes);
    attributes.put(TelemetryNames.MESSAGES_SLOWEST, slowest / NANOS);
    positive(attributes, TelemetryNames.MESSAGES_ERRORS, errors);
    positive(attributes, TelemetryNames.MESSAGES_UNANSWERED, unanswered);
    return count + unanswered;
  }

  private static @Nullable String mostFrequentError(MessageStats stats) {
    String most = null;
    long count = 0;
    for (Map.Entry<String, AtomicLong> error : stats.errors().entrySet()) {
      if (error.getValue().get() > count) {
        count = error.getValue().get();
        most = error.getKey();
      }
    }
    return most;
  }
}
