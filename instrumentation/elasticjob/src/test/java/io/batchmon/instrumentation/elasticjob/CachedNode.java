package io.batchmon.instrumentation.elasticjob;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A node of ZooKeeper as the client has it, which learns of changes later. */
final class CachedNode {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private CachedNode() {}

  static void awaitValue(String expected, Supplier<String> value) {
    long begin = System.nanoTime();
    while (!expected.equals(value.get())) {
      assertThat(System.nanoTime() - begin).as("waited for %s", expected).isLessThan(LIMIT_NANOS);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
