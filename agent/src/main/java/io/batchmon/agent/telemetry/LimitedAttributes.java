package io.batchmon.agent.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Collects attributes within the operator's limits: values are redacted, then cut; attributes
 * beyond are counted.
 */
final class LimitedAttributes {
  private final AttributesBuilder builder = Attributes.builder();
  private final List<String> names = new ArrayList<>();
  private final UnaryOperator<String> redactor;
  private final int maxLength;
  private final int maxCount;
  private int total;

  LimitedAttributes(UnaryOperator<String> redactor, int maxLength, int maxCount) {
    this.redactor = redactor;
    this.maxLength = maxLength;
    this.maxCount = maxCount;
  }

  private boolean room(String name) {
    total++;
    if (names.size() >= maxCount) {
      return false;
    }
    names.add(name);
    return true;
  }

  private String cut(String value) {
    return value.length() <= maxLength ? value : value.substring(0, maxLength);
  }

  /** Null is left out. A header may have several values, so it is a list in any case. */
  void put(String name, @Nullable String value) {
    if (value == null || !room(name)) {
      return;
    }
    String shown = cut(redactor.apply(value));
    if (name.startsWith(TelemetryNames.REQUEST_HEADER)) {
      builder.put(name, new String[] {shown});
    } else {
      builder.put(AttributeKeys.text(name), shown);
    }
  }

  /** Of a text that is redacted already. */
  void putShown(String name, String shown) {
    if (room(name)) {
      builder.put(AttributeKeys.text(name), cut(shown));
    }
  }

  void put(String name, long value) {
    if (room(name)) {
      builder.put(AttributeKeys.number(name), (Long) value);
    }
  }

  void put(String name, double value) {
    if (room(name)) {
      builder.put(name, value);
    }
  }

  /** A String, Long, Double or Boolean. */
  void putAny(String name, Object value) {
    if (value instanceof Long) {
      put(name, (long) (Long) value);
    } else if (value instanceof Double) {
      put(name, (double) (Double) value);
    } else if (value instanceof Boolean) {
      if (room(name)) {
        builder.put(name, (boolean) (Boolean) value);
      }
    } else {
      put(name, value.toString());
    }
  }

  /** Names of attributes, which are not redacted. */
  void put(String name, List<String> values) {
    if (room(name)) {
      builder.put(name, values.toArray(new String[0]));
    }
  }

  /** What was put so far and fitted. */
  boolean has(String name) {
    return names.contains(name);
  }

  /** How many were put, also those beyond the limit. */
  int total() {
    return total;
  }

  Attributes build() {
    return builder.build();
  }
}
