package io.batchmon.agent.telemetry;

import io.batchmon.agent.aws.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a document of the X-Ray SDK; whatever is not there, or is of another type, is empty.
 */
final class SegmentDocument {
  private static final SegmentDocument EMPTY = new SegmentDocument(Collections.emptyMap());

  private final Map<String, @Nullable Object> members;

  private SegmentDocument(Map<String, @Nullable Object> members) {
    this.members = members;
  }

  static SegmentDocument of(String json) {
    Map<String, @Nullable Object> members = Json.object(json);
    return members == null ? EMPTY : new SegmentDocument(members);
  }

  @SuppressWarnings("unchecked")
  private static SegmentDocument wrapped(@Nullable Object value) {
    return value instanceof Map
        ? new SegmentDocument((Map<String, @Nullable Object>) value)
        : EMPTY;
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  Map<String, @Nullable Object> members() {
    return members;
  }

  @Nullable Object get(String name) {
    return members.get(name);
  }

  @Nullable String text(String name) {
    Object value = members.get(name);
    return value instanceof String ? (String) value : null;
  }

  boolean isTrue(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  SegmentDocument object(String name) {
    return wrapped(members.get(name));
  }

  /** The objects of an array. */
  List<SegmentDocument> objects(String name) {
    List<SegmentDocument> objects = new ArrayList<>();
    Object value = members.get(name);
    if (value instanceof List) {
      for (Object element : (List<?>) value) {
        objects.add(wrapped(element));
      }
    }
    return objects;
  }
}
