package io.batchmon.collector.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The part of CloudWatch Logs that exporters use, with its rules. Thread-safe. */
final class LogGroups {
  private static final int MOST_EVENTS = 10_000;
  private static final int MOST_BYTES = 1_048_576;
  private static final int MOST_EVENT_BYTES = 256 * 1024;
  private static final int EVENT_OVERHEAD = 26;

  /** An event as it was put. */
  record Event(String group, String stream, long timestamp, String message) {}

  /** A refusal; its text is {@code Code: message}. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String text) {
      super(text);
    }
  }

  private final Map<String, Map<String, List<Event>>> groups = new TreeMap<>();
  private final Map<String, Integer> retention = new TreeMap<>();

  /** The answer's body. */
  synchronized Map<String, Object> call(String action, JsonNode input, Instant now) throws Refused {
    String group = input.path("logGroupName").asText();
    String stream = input.path("logStreamName").asText();
    return switch (action) {
      case "CreateLogGroup" -> created(groups.putIfAbsent(group, new TreeMap<>()), group);
      case "CreateLogStream" ->
          created(streams(group).putIfAbsent(stream, new ArrayList<>()), stream);
      case "PutRetentionPolicy" -> {
        streams(group);
        retention.put(group, input.path("retentionInDays").asInt());
        yield Map.of();
      }
      case "PutLogEvents" -> put(group, stream, input.path("logEvents"), now);
      default -> throw new Refused("UnknownOperationException: " + action);
    };
  }

  private static Map<String, Object> created(@Nullable Object before, String name) throws Refused {
    if (before != null) {
      throw new Refused("ResourceAlreadyExistsException: " + name);
    }
    return Map.of();
  }

  private Map<String, List<Event>> streams(String group) throws Refused {
    Map<String, List<Event>> streams = groups.get(group);
    if (streams == null) {
      throw new Refused("ResourceNotFoundException: The specified log group does not exist.");
    }
    return streams;
  }

  private Map<String, Object> put(String group, String stream, JsonNode events, Instant now)
      throws Refused {
    List<Event> kept = streams(group).get(stream);
    if (kept == null) {
      throw new Refused("ResourceNotFoundException: The specified log stream does not exist.");
    }
    int bytes = 0;
    long last = Long.MIN_VALUE;
    for (JsonNode event : events) {
      int length = event.path("message").asText().getBytes(StandardCharsets.UTF_8).length;
      bytes += length + EVENT_OVERHEAD;
      long time = event.path("timestamp").asLong();
      if (length == 0 || length > MOST_EVENT_BYTES || time < last) {
        throw new Refused("InvalidParameterException: size or order of log events");
      }
      last = time;
    }
    if (events.isEmpty() || events.size() > MOST_EVENTS || bytes > MOST_BYTES) {
      throw new Refused("InvalidParameterException: " + events.size() + " events, " + bytes);
    }
    if (last - events.get(0).path("timestamp").asLong() > Duration.ofHours(24).toMillis()) {
      throw new Refused("InvalidParameterException: the batch spans more than 24 hours");
    }
    Map<String, Object> rejected = new LinkedHashMap<>();
    for (int i = 0; i < events.size(); i++) {
      long time = events.get(i).path("timestamp").asLong();
      if (time < now.minus(Duration.ofDays(14)).toEpochMilli()) {
        rejected.put("tooOldLogEventEndIndex", i + 1);
      } else if (time > now.plus(Duration.ofHours(2)).toEpochMilli()) {
        rejected.putIfAbsent("tooNewLogEventStartIndex", i);
      } else {
        kept.add(new Event(group, stream, time, events.get(i).path("message").asText()));
      }
    }
    return rejected.isEmpty()
        ? Map.of("nextSequenceToken", "1")
        : Map.of("nextSequenceToken", "1", "rejectedLogEventsInfo", rejected);
  }

  /** Makes group and stream, as a template of the operator's would. */
  synchronized void create(String group, String stream) {
    groups.computeIfAbsent(group, name -> new TreeMap<>()).put(stream, new ArrayList<>());
  }

  synchronized boolean has(String group, String stream) {
    return groups.getOrDefault(group, Map.of()).containsKey(stream);
  }

  /** In the order in which they came; a copy. */
  synchronized List<Event> events(String group) {
    List<Event> all = new ArrayList<>();
    groups.getOrDefault(group, Map.of()).values().forEach(all::addAll);
    return all;
  }

  synchronized Map<String, Integer> retention() {
    return Map.copyOf(retention);
  }
}
