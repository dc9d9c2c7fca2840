package io.batchmon.instrumentation.testing;

import io.batchmon.job.ConnectionPool;
import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import io.batchmon.job.SqlListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Stands behind {@link SqlCalls} in the tests of drivers and pools, beside a {@link RecordedRuns}
 * of the same instrumentation: remembers what was told, in a run or not.
 */
public final class RecordedSql implements BeforeEachCallback, AfterEachCallback, SqlListener {
  private final BlockingQueue<Executed> executed = new LinkedBlockingQueue<>();
  private final BlockingQueue<Lent> lent = new LinkedBlockingQueue<>();
  private final BlockingQueue<Object> returned = new LinkedBlockingQueue<>();
  private final List<ConnectionPool> pools = new CopyOnWriteArrayList<>();

  /** A statement, a batch, a commit or a rollback that advice told of. */
  public record Executed(
      @Nullable String text, long rows, int batch, long nanos, @Nullable Throwable thrown) {}

  /** An answer of a pool; a connection of null is none. */
  public record Lent(Object pool, @Nullable Object connection) {}

  /** All that were told of and not taken yet. */
  public List<Executed> takeAll() {
    List<Executed> all = new ArrayList<>();
    executed.drainTo(all);
    return all;
  }

  /** All answers of pools that were not taken yet. */
  public List<Lent> takeLent() {
    List<Lent> all = new ArrayList<>();
    lent.drainTo(all);
    return all;
  }

  /** All connections that went back and were not taken yet. */
  public List<Object> takeReturned() {
    List<Object> all = new ArrayList<>();
    returned.drainTo(all);
    return all;
  }

  /** The pools seen in this test. */
  public List<ConnectionPool> pools() {
    return pools;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    takeAll();
    takeLent();
    takeReturned();
    pools.clear();
    SqlCalls.listen(this);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    SqlCalls.listen(null);
  }

  @Override
  public @Nullable Object begun(@Nullable String text) {
    return this;
  }

  @Override
  public void executed(Object begun, SqlCall call, @Nullable Throwable thrown) {
    executed.add(new Executed(call.text(), call.rows(), call.batch(), call.nanos(), thrown));
  }

  @Override
  public void poolSeen(ConnectionPool pool) {
    pools.add(pool);
  }

  @Override
  public void lent(Object pool, @Nullable Object connection, long waitedNanos) {
    lent.add(new Lent(pool, connection));
  }

  @Override
  public void returned(Object connection) {
    returned.add(connection);
  }
}
