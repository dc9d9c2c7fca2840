package io.batchmon.agent.run;

import io.batchmon.agent.sql.Database;
import io.batchmon.agent.sql.RunSql;
import io.batchmon.agent.sql.SqlNames;
import io.batchmon.agent.sql.SqlShape;
import io.batchmon.agent.sql.SqlShapes;
import io.batchmon.agent.sql.SqlStats;
import io.batchmon.job.ConnectionPool;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import io.batchmon.job.SqlListener;
import org.jspecify.annotations.Nullable;

/**
 * What runs have databases do. In a job, step or task statements are added up by shape; in a
 * request each is a call, up to a number; outside of both nothing is recorded.
 */
public final class Statements implements SqlListener {
  private static final int SPANS_OF_A_REQUEST = 100;
  private static final JobName STATEMENT = JobName.of(SqlNames.SYSTEM, "statement");

  private final Runs runs;
  private final Clock clock;
  private final SqlPools pools;
  private final long slowNanos;
  private final SqlShapes shapes = new SqlShapes();

  /**
   * Statements of these runs.
   *
   * @param slowMillis from when on a statement took long
   */
  public Statements(Runs runs, Clock clock, SqlPools pools, long slowMillis) {
    this.runs = runs;
    this.clock = clock;
    this.pools = pools;
    this.slowNanos = slowMillis * 1_000_000;
  }

  @Override
  public @Nullable Object begun(@Nullable String text) {
    ActiveRun run = around();
    if (run == null
        || run.kind() != RunKind.REQUEST
        || isEndOfTransaction(text)
        || !run.sql().takeSpan(SPANS_OF_A_REQUEST)) {
      return run;
    }
    OpenRun call = runs.begin(JobRun.of(RunKind.CALL, STATEMENT), null, null);
    return call == OpenRun.NONE ? run : call;
  }

  /** The run that the calling thread works for; a call of another service is none. */
  private @Nullable ActiveRun around() {
    ActiveRun run = runs.current();
    while (run != null && run.kind() == RunKind.CALL) {
      run = run.parent();
    }
    return run;
  }

  private static boolean isEndOfTransaction(@Nullable String text) {
    return SqlCalls.COMMIT.equals(text) || SqlCalls.ROLLBACK.equals(text);
  }

  @Override
  public void executed(Object begun, SqlCall call, @Nullable Throwable thrown) {
    ActiveRun run = (ActiveRun) begun;
    String text = call.text();
    SqlShape shape = shapes.of(text == null && call.batch() > 0 ? SqlCalls.BATCH : text, call.on());
    String error = thrown == null ? null : Databases.errorOf(thrown);
    if (run.kind() == RunKind.CALL) {
      endCall(run, call, shape, error, thrown);
      return;
    }
    RunSql sql = run.sql();
    SqlStats stats = sql.of(shape);
    if (stats == null) {
      stats = sql.isFull() ? sql.others() : sql.begin(shape, Databases.of(call.on()));
    }
    sql.add(stats, call, error);
    if (call.nanos() >= slowNanos && !isEndOfTransaction(text)) {
      sql.addSlow(shape, Databases.of(call.on()), call, error, clock.nanoTime());
    }
  }

  private static void endCall(
      ActiveRun run,
      SqlCall call,
      SqlShape shape,
      @Nullable String error,
      @Nullable Throwable thrown) {
    Database database = Databases.of(call.on());
    RunResult result = thrown == null ? RunResult.succeeded() : RunResult.failed(thrown);
    result =
        result
            .withAttribute(SqlNames.SYSTEM_NAME, database.system())
            .withAttribute(SqlNames.NAMESPACE, database.namespace())
            .withAttribute(SqlNames.OPERATION, shape.operation())
            .withAttribute(SqlNames.SUMMARY, shape.summary().isEmpty() ? null : shape.summary())
            .withAttribute(SqlNames.TEXT, shape.text().isEmpty() ? null : shape.text())
            .withAttribute(SqlNames.STATUS, error)
            .withAttribute(SqlNames.ADDRESS, database.address());
    if (database.port() > 0) {
      result = result.withAttribute(SqlNames.PORT, database.port());
    }
    if (call.batch() > 1) {
      result = result.withAttribute(SqlNames.BATCH_SIZE, call.batch());
    }
    run.end(result);
  }

  @Override
  public void poolSeen(ConnectionPool pool) {
    pools.add(pool);
  }

  @Override
  public void lent(Object pool, @Nullable Object connection, long waitedNanos) {
    pools.answered(pool, connection != null, waitedNanos);
    ActiveRun run = around();
    if (run != null) {
      RunSql sql = run.sql();
      sql.waited(waitedNanos, connection != null);
      if (connection != null) {
        JobRuns.note(connection, sql);
      }
    }
  }

  @Override
  public void returned(Object connection) {
    Object lentTo = JobRuns.takeNote(connection);
    if (lentTo instanceof RunSql) {
      ((RunSql) lentTo).returned();
    }
  }
}
