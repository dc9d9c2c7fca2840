package io.batchmon.agent.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A JSON object that is being written. */
final class JsonBody {
  private static final JsonFactory JSON = new JsonFactory();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
  private final JsonGenerator json;

  JsonBody() throws IOException {
    json = JSON.createGenerator(bytes);
    json.writeStartObject();
  }

  /** Nothing for null. */
  JsonBody put(String name, @Nullable String value) throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
    return this;
  }

  JsonBody put(String name, long value) throws IOException {
    json.writeNumberField(name, value);
    return this;
  }

  JsonBody put(String name, boolean value) throws IOException {
    json.writeBooleanField(name, value);
    return this;
  }

  JsonBody item(String value) throws IOException {
    json.writeString(value);
    return this;
  }

  JsonBody object(String name) throws IOException {
    json.writeObjectFieldStart(name);
    return this;
  }

  /** As an element of an array. */
  JsonBody object() throws IOException {
    json.writeStartObject();
    return this;
  }

  JsonBody array(String name) throws IOException {
    json.writeArrayFieldStart(name);
    return this;
  }

  JsonBody endObject() throws IOException {
    json.writeEndObject();
    return this;
  }

  JsonBody endArray() throws IOException {
    json.writeEndArray();
    return this;
  }

  /** Ends the outermost object. */
  byte[] bytes() throws IOException {
    json.writeEndObject();
    json.close();
    return bytes.toByteArray();
  }
}
