package io.batchmon.agent.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.batchmon.agent.alert.Delivery.State;
import io.batchmon.agent.aws.Endpoints.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One request to a service, and what is said of it if it fails. */
final class AwsCall {
  private static final JsonFactory JSON = new JsonFactory();

  final Service service;
  final String region;
  final String resource;
  private final String name;

  /** The header that names the action, in the JSON protocol. */
  @Nullable String target;

  String type = "";
  byte[] body = new byte[0];

  /** What it means if the request itself was wrong. */
  State otherwise = State.CLOSED;

  /**
   * @param name of the action
   * @param resource in words, such as {@code topic arn:...}
   */
  AwsCall(Service service, String region, String name, String resource) {
    this.service = service;
    this.region = region;
    this.name = name;
    this.resource = resource;
  }

  /** As policies name it, such as {@code sns:Publish}. */
  String action() {
    return service.code() + ':' + name;
  }

  void form(Form form) {
    type = Form.TYPE;
    body = form.bytes();
  }

  void json(String newTarget, byte[] object) {
    target = newTarget;
    type = "application/x-amz-json-1.1";
    body = object;
  }

  /** A JSON object of these names and values in turn. */
  static byte[] object(Object... namesAndValues) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (int i = 0; i < namesAndValues.length; i += 2) {
        json.writeFieldName(String.valueOf(namesAndValues[i]));
        if (namesAndValues[i + 1] instanceof Boolean) {
          json.writeBoolean((Boolean) namesAndValues[i + 1]);
        } else {
          json.writeString(String.valueOf(namesAndValues[i + 1]));
        }
      }
      json.writeEndObject();
    } catch (IOException never) {
      throw new IllegalStateException("memory takes all that is written", never);
    }
    return bytes.toByteArray();
  }

  /** The JSON object that puts one event. */
  static byte[] entry(String bus, String source, String type, String detail, long epochMillis) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeArrayFieldStart("Entries");
      json.writeStartObject();
      json.writeStringField("EventBusName", bus);
      json.writeStringField("Source", source);
      json.writeStringField("DetailType", type);
      json.writeNumberField("Time", Math.floorDiv(epochMillis, 1000));
      json.writeStringField("Detail", detail);
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException never) {
      throw new IllegalStateException("memory takes all that is written", never);
    }
    return bytes.toByteArray();
  }
}
