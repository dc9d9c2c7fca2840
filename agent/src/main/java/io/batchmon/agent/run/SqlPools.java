package io.batchmon.agent.run;

import io.batchmon.agent.sql.Durations;
import io.batchmon.job.ConnectionPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The pools of connections in this JVM. Thread-safe; to look one up takes no lock. */
public final class SqlPools {
  private static final int MOST = 100;

  // why: replaced as a whole, and looked through with each connection that is lent
  private volatile Pool[] pools = new Pool[0];

  /** One pool and what it answered. */
  public static final class Pool {
    private final ConnectionPool self;
    private final Durations waits = new Durations();
    private final AtomicLong refused = new AtomicLong();

    Pool(ConnectionPool self) {
      this.self = self;
    }

    public ConnectionPool self() {
      return self;
    }

    /** How long it let those wait whom it lent a connection. */
    public Durations waits() {
      return waits;
    }

    /** How often it did not lend one, since the last call. */
    public long takeRefused() {
      return refused.getAndSet(0);
    }
  }

  synchronized void add(ConnectionPool pool) {
    if (pools.length < MOST) {
      Pool[] more = Arrays.copyOf(pools, pools.length + 1);
      more[pools.length] = new Pool(pool);
      pools = more;
    }
  }

  void answered(Object pool, boolean isLent, long waitedNanos) {
    Pool known = find(pool);
    if (known == null) {
      return;
    }
    if (isLent) {
      known.waits.add(waitedNanos);
    } else {
      known.refused.incrementAndGet();
    }
  }

  private @Nullable Pool find(Object pool) {
    for (Pool known : pools) {
      if (known.self.pool() == pool) {
        return known;
      }
    }
    return null;
  }

  /** All; those that are gone for the last time. */
  public synchronized List<Pool> read() {
    List<Pool> all = Arrays.asList(pools);
    List<Pool> alive = new ArrayList<>(all);
    alive.removeIf(pool -> pool.self.pool() == null);
    if (alive.size() < all.size()) {
      pools = alive.toArray(new Pool[0]);
    }
    return Collections.unmodifiableList(all);
  }
}
