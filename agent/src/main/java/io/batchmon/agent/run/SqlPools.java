package io.batchmon.agent.run;

import io.batchmon.agent.sql.Durations;
import io.batchmon.job.ConnectionPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The pools of connections in this JVM. Thread-safe, takes no lock. */
public final class SqlPools {
  private static final int MOST = 100;

  // why: replaced as a whole, and looked through with each connection that is lent
  private final AtomicReference<Pool[]> pools = new AtomicReference<>(new Pool[0]);

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

  void add(ConnectionPool pool) {
    Pool added = new Pool(pool);
    Pool[] known;
    Pool[] more;
    do {
      known = known();
      if (known.length >= MOST) {
        return;
      }
      more = Arrays.copyOf(known, known.length + 1);
      more[known.length] = added;
    } while (!pools.compareAndSet(known, more));
  }

  private Pool[] known() {
    return Objects.requireNonNull(pools.get());
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
    for (Pool known : known()) {
      if (known.self.pool() == pool) {
        return known;
      }
    }
    return null;
  }

  /** All; those that are gone for the last time. */
  public List<Pool> read() {
    Pool[] all;
    List<Pool> alive;
    do {
      all = known();
      alive = new ArrayList<>(Arrays.asList(all));
      alive.removeIf(pool -> pool.self.pool() == null);
    } while (alive.size() < all.length && !pools.compareAndSet(all, alive.toArray(new Pool[0])));
    return Collections.unmodifiableList(Arrays.asList(all));
  }
}
