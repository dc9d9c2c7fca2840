package io.batchmon.agent.channel;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a service called the first message about each open incident, such as Slack's channel and
 * time stamp, so that what follows can be put with it. Bounded: the oldest is forgotten.
 */
final class SentMessages {
  private static final int MOST = 10_000;

  private final Map<String, String> byKey = new LinkedHashMap<>();

  /** Null if it is not known. */
  synchronized @Nullable String get(String incidentKey) {
    return byKey.get(incidentKey);
  }

  /**
   * Remembers it.
   *
   * @param name without line ends
   */
  synchronized void put(String incidentKey, String name) {
    byKey.put(incidentKey, name);
    if (byKey.size() > MOST) {
      Iterator<String> eldest = byKey.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  synchronized void remove(String incidentKey) {
    byKey.remove(incidentKey);
  }

  /** All of it as text, a line each; for {@link #load}. */
  synchronized String save() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> entry : byKey.entrySet()) {
      text.append(entry.getKey()).append(' ').append(entry.getValue()).append('\n');
    }
    return text.toString();
  }

  /** Adds what was saved, by another JVM perhaps; a line that is no such is passed over. */
  synchronized void load(String saved) {
    for (String line : saved.split("\n", -1)) {
      int space = line.indexOf(' ');
      if (space > 0 && space < line.length() - 1) {
        put(line.substring(0, space), line.substring(space + 1));
      }
    }
  }
}
