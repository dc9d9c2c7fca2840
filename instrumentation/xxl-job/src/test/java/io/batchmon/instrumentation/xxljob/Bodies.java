package io.batchmon.instrumentation.xxljob;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What handlers do that are compiled while the test runs, as their types differ between versions.
 */
public final class Bodies {
  private static final Map<String, Callable<String>> BODIES = new ConcurrentHashMap<>();

  private Bodies() {}

  static void put(String name, Callable<String> body) {
    BODIES.put(name, body);
  }

  /** What the handler is to fail with; null for a success. */
  public static @Nullable String run(String name) throws Exception {
    return BODIES.get(name).call();
  }
}
