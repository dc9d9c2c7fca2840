package io.batchmon.agent.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys of attributes, each made once: a key remembers its encoded name. Names come from code
 * and from allow-lists, so they are few; beyond the bound they are made anew.
 */
final class AttributeKeys {
  private static final int MOST = 512;
  private static final Map<String, AttributeKey<String>> TEXTS = new ConcurrentHashMap<>();
  private static final Map<String, AttributeKey<Long>> NUMBERS = new ConcurrentHashMap<>();

  private AttributeKeys() {}

  static AttributeKey<String> text(String name) {
    AttributeKey<String> key = TEXTS.get(name);
    if (key == null) {
      key = AttributeKey.stringKey(name);
      if (TEXTS.size() < MOST) {
        TEXTS.put(name, key);
      }
    }
    return key;
  }

  static AttributeKey<Long> number(String name) {
    AttributeKey<Long> key = NUMBERS.get(name);
    if (key == null) {
      key = AttributeKey.longKey(name);
      if (NUMBERS.size() < MOST) {
        NUMBERS.put(name, key);
      }
    }
    return key;
  }
}
