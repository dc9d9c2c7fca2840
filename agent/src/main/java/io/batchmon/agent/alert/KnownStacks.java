package io.batchmon.agent.alert;

import io.batchmon.job.JobName;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last full fingerprint of each job and cause chain. HotSpot throws exceptions without a stack
 * where a loop has thrown them often enough; they are what the same job threw before. Bounded. Not
 * thread-safe.
 */
final class KnownStacks {
  private static final int MOST = 1000;

  private final LinkedHashMap<String, Fingerprint> known =
      new LinkedHashMap<String, Fingerprint>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Fingerprint> eldest) {
          return size() > MOST;
        }
      };

  /** The fingerprint itself, or for a stackless exception the one it belongs to. */
  Fingerprint adopt(JobName job, Fingerprint fingerprint) {
    String key = job.toString() + '|' + fingerprint.typesHex();
    if (!fingerprint.isWeak()) {
      known.put(key, fingerprint);
      return fingerprint;
    }
    Fingerprint full = known.get(key);
    return full == null ? fingerprint : full;
  }
}
