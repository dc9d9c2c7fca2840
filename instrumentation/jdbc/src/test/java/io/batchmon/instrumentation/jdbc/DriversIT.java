package io.batchmon.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RecordedSql;
import io.batchmon.instrumentation.testing.RecordedSql.Executed;
import io.batchmon.job.SqlCall;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each statement of each driver is told once, with its text, its rows and what it threw. */
class DriversIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new JdbcInstrumentation());
  @RegisterExtension static final RecordedSql sql = new RecordedSql();

  private static final String INSERT = "INSERT INTO orders (id, note) VALUES (?, ?)";

  private static Connection connect(TestDatabase database) throws Exception {
    Connection connection = database.connect();
    sql.takeAll();
    return connection;
  }

  /** The one that was told; PostgreSQL's own texts say {@code $1}. */
  private static Executed only() {
    List<Executed> all = sql.takeAll();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static String text(Executed executed) {
    return String.valueOf(executed.text()).replaceAll("\\$\\d", "?");
  }

  @ParameterizedTest
  @EnumSource
  void statementsWithTheirText(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("INSERT INTO orders VALUES (1, 'a')")).isEqualTo(1);
      assertThat(only())
          .extracting(Executed::text, Executed::rows, Executed::batch, Executed::thrown)
          .containsExactly("INSERT INTO orders VALUES (1, 'a')", 1L, 0, null);

      assertThat(statement.execute("UPDATE orders SET note = 'b'")).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(1);
      assertThat(only())
          .extracting(Executed::text, Executed::rows)
          .containsExactly("UPDATE orders SET note = 'b'", SqlCall.UNKNOWN);

      try (ResultSet rows = statement.executeQuery("SELECT note FROM orders")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("b");
      }
      assertThat(only().text()).isEqualTo("SELECT note FROM orders");
      if (database != TestDatabase.SQLITE) {
        statement.execute("SELECT id FROM orders", Statement.NO_GENERATED_KEYS);
        assertThat(only().text()).isEqualTo("SELECT id FROM orders");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void preparedStatements(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        PreparedStatement insert = connection.prepareStatement(INSERT);
        PreparedStatement select = connection.prepareStatement("SELECT note FROM orders")) {
      sql.takeAll();
      insert.setInt(1, 1);
      insert.setString(2, "secret");
      assertThat(insert.executeUpdate()).isEqualTo(1);
      Executed inserted = only();
      assertThat(text(inserted)).isEqualTo(INSERT);
      assertThat(inserted.rows()).isEqualTo(1);
      assertThat(inserted.thrown()).isNull();
      assertThat(inserted.nanos()).isPositive();

      insert.setInt(1, 2);
      assertThat(insert.execute()).isFalse();
      assertThat(text(only())).isEqualTo(INSERT);

      try (ResultSet rows = select.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("secret");
      }
      assertThat(text(only())).isEqualTo("SELECT note FROM orders");
      assertThat(select.execute()).isTrue();
      assertThat(text(only())).isEqualTo("SELECT note FROM orders");
    }
  }

  @ParameterizedTest
  @EnumSource
  void largeUpdatesWhereTheDriverHasThem(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      sql.takeAll();
      insert.setInt(1, 1);
      insert.setString(2, "a");
      try {
        assertThat(insert.executeLargeUpdate()).isEqualTo(1);
        assertThat(sql.takeAll())
            .extracting(DriversIT::text, Executed::rows)
            .containsExactly(tuple(INSERT, 1L));
        assertThat(statement.executeLargeUpdate("DELETE FROM orders")).isEqualTo(1);
        assertThat(sql.takeAll())
            .extracting(DriversIT::text, Executed::rows)
            .containsExactly(tuple("DELETE FROM orders", 1L));
      } catch (UnsupportedOperationException | SQLFeatureNotSupportedException oldDriver) {
        assertThat(System.getProperty("version.line")).isEqualTo("floor");
        sql.takeAll();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void batchIsOne(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        PreparedStatement insert = connection.prepareStatement(INSERT);
        Statement several = connection.createStatement()) {
      sql.takeAll();
      for (int i = 0; i < 3; i++) {
        insert.setInt(1, i);
        insert.setString(2, "n" + i);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).containsExactly(1, 1, 1);
      assertThat(sql.takeAll())
          .extracting(DriversIT::text, Executed::rows, Executed::batch, Executed::thrown)
          .containsExactly(tuple(INSERT, 3L, 3, null));

      several.addBatch("UPDATE orders SET note = 'x' WHERE id = 1");
      several.addBatch("UPDATE orders SET note = 'y'");
      assertThat(several.executeBatch()).containsExactly(1, 3);
      assertThat(sql.takeAll())
          .extracting(Executed::rows, Executed::batch)
          .containsExactly(tuple(4L, 2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void largeBatchIsOneWhereTheDriverHasIt(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        PreparedStatement insert = connection.prepareStatement(INSERT);
        Statement several = connection.createStatement()) {
      sql.takeAll();
      for (int i = 0; i < 3; i++) {
        insert.setInt(1, i);
        insert.setString(2, "n" + i);
        insert.addBatch();
      }
      several.addBatch("UPDATE orders SET note = 'x' WHERE id = 1");
      several.addBatch("UPDATE orders SET note = 'y'");
      try {
        assertThat(insert.executeLargeBatch()).containsExactly(1, 1, 1);
        assertThat(sql.takeAll())
            .extracting(Executed::rows, Executed::batch, Executed::thrown)
            .containsExactly(tuple(3L, 3, null));
        assertThat(several.executeLargeBatch()).containsExactly(1, 3);
        assertThat(sql.takeAll())
            .extracting(Executed::rows, Executed::batch)
            .containsExactly(tuple(4L, 2));
      } catch (UnsupportedOperationException | SQLFeatureNotSupportedException oldDriver) {
        assertThat(System.getProperty("version.line")).isEqualTo("floor");
        sql.takeAll();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"H2", "HSQLDB", "POSTGRES"})
  void statementThatNamesTheKeysItWantsIsOne(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      sql.takeAll();
      String[] keys = {database == TestDatabase.POSTGRES ? "id" : "ID"};
      assertThat(statement.execute("INSERT INTO orders VALUES (1, 'a')", keys)).isFalse();
      assertThat(text(only())).startsWith("INSERT INTO orders VALUES (1, 'a')");
    }
  }

  @ParameterizedTest
  @EnumSource
  void failuresAreToldAndThrownAsTheyWere(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        PreparedStatement insert = connection.prepareStatement(INSERT);
        PreparedStatement again = connection.prepareStatement(INSERT)) {
      sql.takeAll();
      assertThatThrownBy(() -> statement.executeQuery("SELECT nothing FROM nowhere"))
          .isInstanceOf(SQLException.class)
          .satisfies(
              thrown ->
                  assertThat(sql.takeAll())
                      .extracting(Executed::text, Executed::thrown)
                      .containsExactly(tuple("SELECT nothing FROM nowhere", thrown)));

      insert.setInt(1, 1);
      insert.setString(2, "a");
      insert.executeUpdate();
      sql.takeAll();
      assertThatThrownBy(insert::executeUpdate)
          .isInstanceOf(SQLException.class)
          .satisfies(
              thrown ->
                  assertThat(sql.takeAll())
                      .extracting(DriversIT::text, Executed::rows, Executed::thrown)
                      .containsExactly(tuple(INSERT, SqlCall.UNKNOWN, thrown)));

      again.setInt(1, 1);
      again.setString(2, "a");
      again.addBatch();
      assertThatThrownBy(again::executeBatch)
          .isInstanceOf(SQLException.class)
          .satisfies(
              thrown ->
                  assertThat(sql.takeAll())
                      .extracting(DriversIT::text, Executed::thrown)
                      .containsExactly(tuple(INSERT, thrown)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsOfTransactions(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.takeAll();
      statement.executeUpdate("INSERT INTO orders VALUES (1, 'a')");
      connection.commit();
      statement.executeUpdate("DELETE FROM orders");
      connection.rollback();
      assertThat(sql.takeAll())
          .extracting(Executed::text)
          .containsExactly(
              "INSERT INTO orders VALUES (1, 'a')", "COMMIT", "DELETE FROM orders", "ROLLBACK");
      try (ResultSet rows = statement.executeQuery("SELECT id FROM orders")) {
        assertThat(rows.next()).isTrue();
      }
      connection.rollback();
    }
  }

  @ParameterizedTest
  @EnumSource
  void closedStatementFailsAndIsOver(TestDatabase database) throws Exception {
    try (Connection connection = connect(database)) {
      Statement statement = connection.createStatement();
      PreparedStatement insert = connection.prepareStatement(INSERT);
      statement.close();
      insert.close();
      sql.takeAll();
      Throwable first = catchThrowable(() -> statement.executeUpdate("DELETE FROM orders"));
      Throwable second = catchThrowable(insert::executeUpdate);
      // why: SQLite opens a closed statement again
      assertThat(second).isInstanceOf(SQLException.class);
      assertThat(sql.takeAll()).extracting(Executed::thrown).containsExactly(first, second);
      try (Statement next = connection.createStatement()) {
        next.executeUpdate("DELETE FROM orders");
      }
      assertThat(only().text()).isEqualTo("DELETE FROM orders");
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectionSharedByThreadsWithResultSetsThatNobodyCloses(TestDatabase database)
      throws Exception {
    int threads = 4;
    int each = 25;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (Connection connection = connect(database)) {
      List<Statement> never = new ArrayList<>();
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        Statement statement = connection.createStatement();
        never.add(statement);
        done.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    statement.executeQuery("SELECT id FROM orders");
                  }
                  return null;
                }));
      }
      for (Future<?> thread : done) {
        thread.get(60, TimeUnit.SECONDS);
      }
      assertThat(sql.takeAll())
          .hasSize(threads * each)
          .allMatch(told -> told.thrown() == null)
          .extracting(Executed::text)
          .containsOnly("SELECT id FROM orders");
      for (Statement statement : never) {
        statement.close();
      }
    } finally {
      pool.shutdown();
    }
  }
}
