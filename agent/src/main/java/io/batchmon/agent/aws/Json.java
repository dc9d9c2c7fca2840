package io.batchmon.agent.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Picks single texts out of JSON documents. */
public final class Json {
  private static final JsonFactory JSON = new JsonFactory();

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
}
