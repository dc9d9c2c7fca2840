package io.batchmon.agent.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON documents, or single texts out of them. */
public final class Json {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int DEEPEST = 200;

  private Json() {}

  /**
   * The first text, number or truth value at these names, one inside the other, arrays passed
   * through; null if there is none or this is no JSON object.
   */
  public static @Nullable String text(String document, String... names) {
    int[] levels = new int[names.length];
    int depth = 0;
    int level = 0;
    try (JsonParser json = JSON.createParser(document)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token.isStructStart()) {
          level++;
        } else if (token.isStructEnd()) {
          level--;
          depth -= depth > 0 && level < levels[depth] ? 1 : 0;
        } else if (token == JsonToken.FIELD_NAME) {
          boolean fits = json.currentName().equals(names[depth]);
          JsonToken value = json.nextToken();
          if (fits && depth == names.length - 1) {
            return value.isScalarValue() && value != JsonToken.VALUE_NULL ? json.getText() : null;
          }
          if (fits && value.isStructStart()) {
            level++;
            depth++;
            levels[depth] = level;
          } else {
            json.skipChildren();
          }
        }
      }
      return null;
    } catch (IOException noJson) {
      return null;
    }
  }

  /**
   * The whole document: objects as maps in their order, arrays as lists, numbers as Long or Double.
   *
   * @return null if this is no JSON object, or too deep a one
   */
  public static @Nullable Map<String, @Nullable Object> object(String document) {
    try (JsonParser json = JSON.createParser(document)) {
      return json.nextToken() == JsonToken.START_OBJECT ? object(json, 0) : null;
    } catch (IOException noJson) {
      return null;
    }
  }

  /** What {@link #object} reads, as a document again. */
  public static String write(@Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, value);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value instanceof Map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> member : ((Map<?, ?>) value).entrySet()) {
        json.writeFieldName(String.valueOf(member.getKey()));
        write(json, member.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof List) {
      json.writeStartArray();
      for (Object element : (List<?>) value) {
        write(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof Long) {
      json.writeNumber((Long) value);
    } else if (value instanceof Double) {
      json.writeNumber((Double) value);
    } else if (value instanceof Boolean) {
      json.writeBoolean((Boolean) value);
    } else {
      json.writeString(value == null ? null : value.toString());
    }
  }

  private static Map<String, @Nullable Object> object(JsonParser json, int depth)
      throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      members.put(name, value(json, json.nextToken(), depth));
    }
    return members;
  }

  private static @Nullable Object value(JsonParser json, @Nullable JsonToken token, int depth)
      throws IOException {
    if (token == null || depth > DEEPEST) {
      throw new IOException("a value is missing, or the document is too deep");
    }
    switch (token) {
      case START_OBJECT:
        return object(json, depth + 1);
      case START_ARRAY:
        List<@Nullable Object> elements = new ArrayList<>();
        for (JsonToken next = json.nextToken();
            next != JsonToken.END_ARRAY;
            next = json.nextToken()) {
          elements.add(value(json, next, depth + 1));
        }
        return elements;
      case VALUE_NUMBER_INT:
        return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            ? (Object) json.getDoubleValue()
            : (Object) json.getLongValue();
      case VALUE_NUMBER_FLOAT:
        return json.getDoubleValue();
      case VALUE_TRUE:
        return true;
      case VALUE_FALSE:
        return false;
      case VALUE_NULL:
        return null;
      default:
        return json.getText();
    }
  }
}
