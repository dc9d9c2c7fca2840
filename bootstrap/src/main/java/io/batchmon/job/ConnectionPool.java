package io.batchmon.job;

import org.jspecify.annotations.Nullable;

/**
 * A pool of connections, as its advice shows it to the agent. Holds the pool weakly. Asked in a
 * thread of the agent; may throw.
 */
public interface ConnectionPool {
  /** The pool itself, compared by identity; null once it is gone. */
  @Nullable Object pool();

  /** What the operator calls it; null where it has no name. */
  @Nullable String name();

  /** Connections that are lent. */
  int used();

  int idle();

  /** The most there may be; 0 where there is no limit. */
  int max();

  /** Threads that wait for one; negative where the pool does not tell. */
  int pending();
}
