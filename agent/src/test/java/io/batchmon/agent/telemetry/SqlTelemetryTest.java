package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.propagation.Propagation;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.Pools;
import io.batchmon.agent.run.SqlPools;
import io.batchmon.agent.run.Statements;
import io.batchmon.agent.run.UnreadFailures;
import io.batchmon.job.ConnectionPool;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInCollector;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements and connections of runs and requests as they arrive at a collector. */
class SqlTelemetryTest {
  private static final String INSERT = "INSERT INTO orders VALUES ('hunter2')";

  private final SqlPools pools = new SqlPools();
  private StandInCollector collector;
  private TestRuns test;
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void start() throws IOException, SQLException {
    collector = StandInCollector.start();
    String[] settings = {"otel.exporter.otlp.endpoint", collector.endpoint()};
    test = TestRuns.with(Clock.SYSTEM, Redactor.builtIn(), settings);
    test.runs.propagate(Propagation.of(TestRuns.settings(null, settings)));
    UnreadFailures unread = new UnreadFailures(Clock.SYSTEM);
    test.telemetry.listenTo(new Pools(unread), unread);
    test.telemetry.listenTo(pools);
    SqlCalls.listen(new Statements(test.runs, Clock.SYSTEM, pools, 0));
    connection = DriverManager.getConnection("jdbc:h2:mem:shop;PASSWORD=hunter2", "sa", "hunter2");
    statement = connection.createStatement();
  }

  @AfterEach
  void close() throws SQLException {
    SqlCalls.listen(null);
    connection.close();
    collector.close();
    assertThat(test.failures()).isEmpty();
  }

  private void execute(String sql) {
    SqlCall call = SqlCalls.begin(statement, sql);
    if (call != null) {
      SqlCalls.end(call, 1, null);
    }
  }

  private void fail(String sql, Throwable thrown) {
    SqlCall call = SqlCalls.begin(statement, sql);
    SqlCalls.end(call, thrown);
  }

  private OpenRun request() {
    return test.begin(
        JobRun.builder(RunKind.REQUEST, JobName.of("http", "GET"))
            .headers(new String[10])
            .attribute("http.request.method", "GET")
            .attribute("http.route", "/orders")
            .build());
  }

  private List<ReceivedMetric> points(String metric) {
    return collector.metrics().stream().filter(received -> received.name().equals(metric)).toList();
  }

  @Test
  void outsideARunNothingIsRecorded() {
    assertThat(SqlCalls.begin(statement, INSERT)).isNull();
    test.succeed("nightly");
    assertThat(test.flush().isComplete()).isTrue();
    assertThat(collector.spans()).hasSize(1);
    assertThat(collector.spans().get(0).statusCode()).isEqualTo("UNSET");
    assertThat(points("db.client.operation.duration")).isEmpty();
  }

  @Test
  void nestedStatementIsNoneOfItsOwn() {
    OpenRun job = test.begin("nightly");
    SqlCall outer = SqlCalls.begin(statement, null);
    assertThat(SqlCalls.begin(statement, "SELECT 1")).isNull();
    SqlCalls.says(INSERT);
    SqlCalls.says("SELECT 2");
    SqlCalls.end(outer, 3, null);
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();
    ReceivedSpan span = collector.awaitSpan(s -> true, TestRuns.LIMIT);
    assertThat(span.statusCode()).isEqualTo("UNSET");
    assertThat(span.attributes())
        .containsEntry("batch.sql.count", 1L)
        .containsEntry("batch.sql.rows", 3L);
    assertThat(span.events().get(0).attributes())
        .containsEntry("db.query.text", "INSERT INTO orders VALUES (?)");
  }

  @Test
  void stepsHaveTheirOwnAndTheJobHasTheSum() {
    OpenRun job = test.begin("nightly");
    execute("DELETE FROM orders");
    OpenRun step = test.begin(JobRun.of(RunKind.STEP, JobName.of("spring_batch", "load")));
    for (int i = 0; i < 10; i++) {
      execute("INSERT INTO orders VALUES (" + i + ")");
    }
    fail(INSERT, new SQLException("hunter2", "23505", 1062));
    execute("COMMIT");
    execute("ROLLBACK");
    step.end(RunResult.succeeded());
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    ReceivedSpan load = collector.awaitSpan(s -> s.name().equals("load"), TestRuns.LIMIT);
    assertThat(load.statusCode()).isEqualTo("UNSET");
    assertThat(load.attributes())
        .containsEntry("batch.sql.count", 11L)
        .containsEntry("batch.sql.errors", 1L)
        .containsEntry("batch.sql.commits", 1L)
        .containsEntry("batch.sql.rollbacks", 1L);
    ReceivedSpan nightly =
        collector.awaitSpan(s -> s.name().equals("billing.nightly"), TestRuns.LIMIT);
    assertThat(nightly.statusCode()).isEqualTo("UNSET");
    assertThat(nightly.attributes())
        .containsEntry("batch.sql.count", 12L)
        .containsEntry("batch.sql.rollbacks", 1L);
    assertThat(load.events())
        .filteredOn(event -> "INSERT orders".equals(event.attributes().get("db.query.summary")))
        .filteredOn(event -> event.name().equals("batch.sql"))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.attributes())
                    .containsEntry("batch.sql.count", 11L)
                    .containsEntry("batch.sql.errors", 1L)
                    .containsEntry("batch.sql.error", "23505/1062")
                    .containsEntry("db.namespace", "shop"));
    assertThat(points("db.client.operation.duration"))
        .extracting(ReceivedMetric::attributes)
        .contains(
            Map.of(
                "db.system.name", "h2database",
                "db.namespace", "shop",
                "db.operation.name", "INSERT",
                "db.query.summary", "INSERT orders"),
            Map.of(
                "db.system.name", "h2database",
                "db.namespace", "shop",
                "db.operation.name", "INSERT",
                "db.query.summary", "INSERT orders",
                "db.response.status_code", "23505/1062",
                "error.type", "23505/1062"))
        .hasSize(3);
    assertThat(load.toString() + nightly + points("db.client.operation.duration"))
        .doesNotContain("hunter2");
  }

  @Test
  void shapesAndSlowStatementsAreBoundedAndSaySo() {
    OpenRun job = test.begin("nightly");
    for (int i = 0; i < 300; i++) {
      execute("SELECT a FROM t" + i);
    }
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();
    ReceivedSpan span = collector.awaitSpan(s -> true, TestRuns.LIMIT);
    assertThat(span.statusCode()).isEqualTo("UNSET");
    assertThat(span.attributes())
        .containsEntry("batch.sql.count", 300L)
        .containsEntry("batch.sql.slow", 300L);
    assertThat(span.events().stream().filter(e -> e.name().equals("batch.sql"))).hasSize(20);
    assertThat(span.events().stream().filter(e -> e.name().equals("batch.sql.slow"))).hasSize(20);
    assertThat(span.events())
        .filteredOn(event -> event.name().equals("batch.sql.others"))
        .singleElement()
        .satisfies(event -> assertThat(event.attributes()).containsEntry("batch.sql.count", 280L));
    assertThat(points("db.client.operation.duration"))
        .anySatisfy(
            point -> assertThat(point.attributes()).containsEntry("otel.metric.overflow", true));
  }

  @Test
  void requestHasASpanForEachStatementUpToANumber() {
    OpenRun request = request();
    for (int i = 0; i < 130; i++) {
      execute(INSERT);
    }
    execute("COMMIT");
    request.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    List<ReceivedSpan> statements =
        collector.spans().stream().filter(s -> s.kind().equals("CLIENT")).toList();
    assertThat(statements).hasSize(100);
    ReceivedSpan server = collector.awaitSpan(s -> s.kind().equals("SERVER"), TestRuns.LIMIT);
    assertThat(server.statusCode()).isEqualTo("UNSET");
    assertThat(server.attributes())
        .containsEntry("batch.sql.spans_left_out", 30L)
        .containsEntry("batch.sql.commits", 1L);
    assertThat(statements.get(0).name()).isEqualTo("INSERT orders");
    assertThat(statements.get(0).statusCode()).isEqualTo("UNSET");
    assertThat(statements.get(0).parentSpanId()).isEqualTo(server.spanId());
    assertThat(statements.get(0).attributes())
        .contains(
            entry("db.system.name", "h2database"),
            entry("db.namespace", "shop"),
            entry("db.operation.name", "INSERT"),
            entry("db.query.summary", "INSERT orders"),
            entry("db.query.text", "INSERT INTO orders VALUES (?)"));
    assertThat(points("db.client.operation.duration"))
        .extracting(ReceivedMetric::attributes)
        .containsOnly(
            Map.of(
                "db.system.name", "h2database",
                "db.namespace", "shop",
                "db.operation.name", "INSERT",
                "db.query.summary", "INSERT orders"));
    assertThat(points("db.client.operation.duration").get(0).count()).isEqualTo(130);
    assertThat(points("rpc.client.call.duration")).isEmpty();
    assertThat(collector.spans().toString()).doesNotContain("hunter2");
  }

  @Test
  void failedStatementOfARequestIsAnErrorWithItsCode() {
    OpenRun request = request();
    fail("SELECT a FROM t", new SQLException("no such table", "42S02", 1146));
    request.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();
    ReceivedSpan call = collector.awaitSpan(s -> s.kind().equals("CLIENT"), TestRuns.LIMIT);
    assertThat(call.statusCode()).isEqualTo("ERROR");
    assertThat(call.attributes())
        .containsEntry("db.response.status_code", "42S02/1146")
        .containsEntry("error.type", "java.sql.SQLException");
  }

  @Test
  void failureThatADatabaseCausedCarriesItsCodes() {
    test.fail("nightly", new IllegalStateException(new SQLException("hidden", "23505", 1062)));
    assertThat(test.flush().isComplete()).isTrue();
    ReceivedSpan span = collector.awaitSpan(s -> true, TestRuns.LIMIT);
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attributes())
        .containsEntry("batch.sql.state", "23505")
        .containsEntry("batch.sql.vendor_code", 1062L);
  }

  @Test
  void threadsOfOneRunAreAddedUp() throws Exception {
    OpenRun job = test.begin("nightly");
    int threads = 4;
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      new Thread(
              () -> {
                Object before = test.runs.attach(job);
                for (int i = 0; i < 500; i++) {
                  execute("UPDATE t SET a = " + i);
                }
                test.runs.restore(before);
                done.countDown();
              })
          .start();
    }
    done.await();
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();
    ReceivedSpan span = collector.awaitSpan(s -> true, TestRuns.LIMIT);
    assertThat(span.statusCode()).isEqualTo("UNSET");
    assertThat(span.attributes()).containsEntry("batch.sql.count", 2000L);
  }

  /** A pool that is as full as it says. */
  private static final class FullPool implements ConnectionPool {
    @Override
    public Object pool() {
      return this;
    }

    @Override
    public String name() {
      return "ledger";
    }

    @Override
    public int used() {
      return 3;
    }

    @Override
    public int idle() {
      return 1;
    }

    @Override
    public int max() {
      return 4;
    }

    @Override
    public int pending() {
      return 2;
    }
  }

  private static void lend(FullPool pool, Object lent) {
    SqlCall call = SqlCalls.ask();
    assertThat(SqlCalls.ask()).as("a pool inside a pool is no second one").isNull();
    SqlCalls.answered(call, pool, lent);
  }

  @Test
  void connectionsOfARunAndOfAPool() {
    FullPool pool = new FullPool();
    assertThat(SqlCalls.isNew(pool)).isTrue();
    SqlCalls.seen(pool);
    assertThat(SqlCalls.isNew(pool)).isFalse();
    Object returned = new Object();
    Object leaked = new Object();
    OpenRun job = test.begin("nightly");
    lend(pool, returned);
    lend(pool, leaked);
    lend(pool, null);
    SqlCalls.returned(returned);
    SqlCalls.returned(returned);
    job.end(RunResult.succeeded());
    SqlCalls.returned(leaked);
    lend(pool, new Object());
    assertThat(test.flush().isComplete()).isTrue();

    ReceivedSpan span = collector.awaitSpan(s -> true, TestRuns.LIMIT);
    assertThat(span.statusCode()).isEqualTo("UNSET");
    assertThat(span.attributes())
        .containsEntry("batch.sql.connections.used", 2L)
        .containsEntry("batch.sql.connections.leaked", 1L)
        .containsEntry("batch.sql.connections.refused", 1L)
        .containsKey("batch.sql.connections.wait");
    Map<String, Object> ledger = Map.of("db.client.connection.pool.name", "ledger");
    assertThat(points("db.client.connection.max"))
        .singleElement()
        .satisfies(point -> assertThat(point.attributes()).isEqualTo(ledger));
    assertThat(points("db.client.connection.count"))
        .extracting(point -> point.attributes().get("db.client.connection.state"))
        .containsExactlyInAnyOrder("used", "idle");
    assertThat(points("db.client.connection.pending_requests")).hasSize(1);
    assertThat(points("db.client.connection.timeouts")).hasSize(1);
    assertThat(points("db.client.connection.wait_time").get(0).count()).isEqualTo(3);
  }
}
