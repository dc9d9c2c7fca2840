package io.batchmon.agent.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertEvent;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Failure;
import io.batchmon.agent.alert.Words;
import io.batchmon.agent.aws.Arn;
import io.batchmon.agent.aws.AwsClient;
import io.batchmon.agent.aws.AwsException;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Clock;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** An EventBridge bus; each alert is an event that rules may match. */
final class EventBus implements AlertChannel {
  static final String SETTING = "batchmon.eventbridge.bus";
  static final String SOURCE = "batchmon";
  static final String DETAIL_TYPE = "Batch Job Alert";
  private static final long REFRESH_NANOS = 60_000_000_000L;
  private static final int MAX_TEXT = 1000;
  private static final JsonFactory JSON = new JsonFactory();

  private final String bus;
  private final AwsClient aws;
  private final Clock clock;
  private long triedNanos;

  EventBus(String bus, AwsClient aws, Clock clock) {
    this.bus = bus;
    this.aws = aws;
    this.clock = clock;
  }

  /** Null if none is set, or what is set is no bus, which is one warning. */
  static @Nullable EventBus of(Settings settings) {
    String text = settings.text(SETTING);
    if (text == null) {
      return null;
    }
    Arn arn = Arn.of(text);
    if (arn == null
        ? text.startsWith("arn:")
        : !arn.service().equals("events") || !arn.resource().startsWith("event-bus/")) {
      settings.malformed(
          SETTING,
          "is neither the name of an event bus, such as default, nor its ARN",
          "the other channels, or the log");
      return null;
    }
    return new EventBus(text, AwsClient.ofThisProcess(), Clock.SYSTEM);
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
    }
  }

  /** The documented JSON of an alert. */
  static String detail(AlertMessage message) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("version", 1);
      json.writeStringField("incident", IncidentId.of(message));
      put(json, "state", message.state());
      put(json, "reason", message.reason().name());
      put(json, "severity", message.severity().name());
      put(json, "environment", message.environment());
      put(json, "service", message.service());
      put(json, "serviceVersion", message.serviceVersion());
      put(json, "host", message.host());
      put(json, "job", message.job());
      put(json, "headline", message.headline());
      put(json, "fingerprint", message.fingerprint().toString());
      json.writeNumberField("failures", message.failures());
      put(json, "firstFailure", Words.utc(message.firstMillis()));
      put(json, "lastFailure", Words.utc(message.lastMillis()));
      failure(json, message.failure());
      run(json, message);
      put(json, "consequence", message.consequence());
      put(json, "owner", message.owner());
      put(json, "runbook", message.runbook());
      put(json, "why", message.why());
      put(json, "next", message.next());
      json.writeEndObject();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return text.toString();
  }

  private static void failure(JsonGenerator json, @Nullable Failure failure) throws IOException {
    if (failure != null) {
      json.writeObjectFieldStart("failure");
      put(json, "type", failure.type());
      put(json, "summary", failure.summary());
      put(json, "rootCause", failure.rootCause());
      put(json, "frame", failure.frame());
      json.writeEndObject();
    }
  }

  private static void run(JsonGenerator json, AlertMessage message) throws IOException {
    AlertEvent event = message.event();
    if (event != null) {
      json.writeObjectFieldStart("run");
      put(json, "id", event.runId());
      json.writeNumberField("attempt", event.attempt());
      put(json, "started", Words.utc(event.startMillis()));
      json.writeNumberField("durationMillis", event.durationMillis());
      put(json, "traceId", event.traceId());
      put(json, "traceUrl", message.traceUrl());
      json.writeEndObject();
    }
  }

  private static void put(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value != null && !value.isEmpty()) {
      json.writeStringField(name, Words.cut(Words.printable(value), MAX_TEXT));
    }
  }
}
