package io.batchmon.job;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a line that is logged in a run carries, by name: one of these for each run, immutable. A key
 * that the application has put itself is never replaced; where that is the trace, the other ids of
 * ours are left out with it, since they belong together.
 */
public final class LogKeys {
  /** The first key; {@link #SPAN_ID} and {@link #TRACE_FLAGS} follow it. */
  public static final String TRACE_ID = "trace_id";

  public static final String SPAN_ID = "span_id";
  public static final String TRACE_FLAGS = "trace_flags";
  public static final String JOB_NAME = "job_name";
  public static final String JOB_RUN_ID = "job_run_id";
  public static final String REQUEST_ID = "request_id";

  private static final int IDS = 3;
  private static final String[] ALL = {
    TRACE_ID, SPAN_ID, TRACE_FLAGS, JOB_NAME, JOB_RUN_ID, REQUEST_ID,
  };

  private final String[] pairs;
  private final Map<String, String> map;
  private volatile @Nullable Object form;

  /** Of names and values in turn, the ids first. */
  public LogKeys(String... namesAndValues) {
    pairs = namesAndValues.clone();
    Map<String, String> byName = new LinkedHashMap<>();
    for (int i = 0; i < size(); i++) {
      byName.put(name(i), value(i));
    }
    map = Collections.unmodifiableMap(byName);
  }

  public int size() {
    return pairs.length / 2;
  }

  public String name(int index) {
    return pairs[2 * index];
  }

  public String value(int index) {
    return pairs[2 * index + 1];
  }

  /**
   * From which key on they are to be added to what the application has put.
   *
   * @param ownTrace what it has under {@link #TRACE_ID}, or null
   */
  public int first(@Nullable Object ownTrace) {
    return ownTrace == null ? 0 : IDS;
  }

  /** How many names there are in all. */
  public static int names() {
    return ALL.length;
  }

  /** The name at this place, for advice that has nothing but a number to remember it by. */
  public static String nameAt(int place) {
    return ALL[place];
  }

  /** The value under the name at this place, or null. */
  public @Nullable String valueAt(int place) {
    for (int i = 0; i < size(); i++) {
      if (name(i).equals(ALL[place])) {
        return value(i);
      }
    }
    return null;
  }

  /** All of them; cannot be changed. */
  public Map<String, String> asMap() {
    return map;
  }

  /** Together with what the application has put; that map is not changed. */
  public Map<String, String> with(@Nullable Map<String, String> own) {
    if (own == null || own.isEmpty()) {
      return map;
    }
    if (size() > 1 && value(1).equals(own.get(name(1)))) {
      return own;
    }
    String ownTrace = own.get(TRACE_ID);
    Map<String, String> both = new HashMap<>(own);
    for (int i = first(ownTrace); i < size(); i++) {
      if (!both.containsKey(name(i))) {
        both.put(name(i), value(i));
      }
    }
    return both;
  }

  /**
   * What advice has kept here: the keys in the form that its framework takes, as advice has no
   * state of its own. Of another framework or another loader, as likely as not.
   */
  public @Nullable Object form() {
    return form;
  }

  public void keep(Object newForm) {
    form = newForm;
  }
}
