package io.batchmon.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RecordedSql;
import io.batchmon.instrumentation.testing.RecordedSql.Executed;
import io.batchmon.job.SqlCall;
import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What only drivers that speak MySQL's protocol can do, by each of their names for it. */
class MysqlIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new JdbcInstrumentation());
  @RegisterExtension static final RecordedSql sql = new RecordedSql();

  private static final String INSERT = "INSERT INTO orders (id, note) VALUES (?, ?)";
  private static final String REWRITTEN = "&useSSL=false&rewriteBatchedStatements=true";
  private static final String ON_SERVER = "&useSSL=false&useServerPrepStmts=true";

  static Stream<TestDatabase> drivers() {
    return Arrays.stream(TestDatabase.values()).filter(TestDatabase::isMysql);
  }

  private static Connection connect(TestDatabase database, String options) throws SQLException {
    Connection connection = database.connect(options);
    sql.takeAll();
    return connection;
  }

  private static Executed only() {
    List<Executed> all = sql.takeAll();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void preparedOnTheServer(TestDatabase database) throws Exception {
    try (Connection connection = connect(database, ON_SERVER);
        PreparedStatement insert = connection.prepareStatement(INSERT);
        PreparedStatement select =
            connection.prepareStatement("SELECT note FROM orders WHERE id = ?")) {
      sql.takeAll();
      insert.setInt(1, 1);
      insert.setString(2, "secret");
      assertThat(insert.executeUpdate()).isEqualTo(1);
      assertThat(sql.takeAll())
          .extracting(Executed::text, Executed::rows, Executed::thrown)
          .containsExactly(tuple(INSERT, 1L, null));
      insert.setInt(1, 2);
      assertThat(insert.execute()).isFalse();
      assertThat(only().text()).isEqualTo(INSERT);
      select.setInt(1, 1);
      try (ResultSet rows = select.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("secret");
      }
      assertThat(only().text()).isEqualTo("SELECT note FROM orders WHERE id = ?");
      assertThatThrownBy(insert::executeUpdate)
          .satisfies(
              thrown ->
                  assertThat(sql.takeAll())
                      .extracting(Executed::text, Executed::rows, Executed::thrown)
                      .containsExactly(tuple(INSERT, SqlCall.UNKNOWN, thrown)));
    }
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void rewrittenBatchIsOne(TestDatabase database) throws Exception {
    for (String options : new String[] {REWRITTEN, REWRITTEN + ON_SERVER}) {
      try (Connection connection = connect(database, options);
          PreparedStatement insert = connection.prepareStatement(INSERT);
          PreparedStatement update =
              connection.prepareStatement("UPDATE orders SET note = ? WHERE id = ?");
          Statement several = connection.createStatement()) {
        sql.takeAll();
        for (int i = 0; i < 10; i++) {
          insert.setInt(1, i);
          insert.setString(2, "n" + i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(10);
        assertThat(sql.takeAll())
            .extracting(Executed::text, Executed::batch, Executed::thrown)
            .containsExactly(tuple(INSERT, 10, null));
        for (int i = 0; i < 10; i++) {
          update.setString(1, "m" + i);
          update.setInt(2, i);
          update.addBatch();
        }
        assertThat(update.executeBatch()).hasSize(10);
        assertThat(sql.takeAll())
            .extracting(Executed::text, Executed::batch, Executed::thrown)
            .containsExactly(tuple("UPDATE orders SET note = ? WHERE id = ?", 10, null));
        for (int i = 0; i < 10; i++) {
          several.addBatch("DELETE FROM orders WHERE id = " + i);
        }
        assertThat(several.executeBatch()).hasSize(10);
        assertThat(sql.takeAll())
            .extracting(Executed::text, Executed::batch, Executed::thrown)
            .containsExactly(tuple(null, 10, null));
        try (ResultSet rows = several.executeQuery("SELECT count(*) FROM orders")) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getInt(1)).isZero();
        }
      }
      sql.takeAll();
    }
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void failedBatchIsToldWithItsState(TestDatabase database) throws Exception {
    for (String options : new String[] {"&useSSL=false", REWRITTEN, ON_SERVER}) {
      try (Connection connection = connect(database, options);
          PreparedStatement insert = connection.prepareStatement(INSERT)) {
        sql.takeAll();
        for (int i = 0; i < 4; i++) {
          insert.setInt(1, i / 2);
          insert.setString(2, "a");
          insert.addBatch();
        }
        assertThatThrownBy(insert::executeBatch)
            .isInstanceOfSatisfying(
                BatchUpdateException.class,
                thrown -> {
                  assertThat(thrown.getSQLState()).isEqualTo("23000");
                  assertThat(thrown.getErrorCode()).isEqualTo(1062);
                  assertThat(sql.takeAll())
                      .extracting(Executed::text, Executed::thrown)
                      .containsExactly(tuple(INSERT, thrown));
                });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void procedureIsOneCallWithItsParameters(TestDatabase database) throws Exception {
    try (Connection connection = connect(database, "&useSSL=false");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP PROCEDURE IF EXISTS doubled");
      statement.execute("DROP FUNCTION IF EXISTS tripled");
      statement.execute(
          "CREATE PROCEDURE doubled(IN given INT, OUT made INT) DETERMINISTIC"
              + " BEGIN SET made = given * 2; END");
      statement.execute(
          "CREATE FUNCTION tripled(given INT) RETURNS INT DETERMINISTIC RETURN given * 3");
      try (CallableStatement call = connection.prepareCall("{call doubled(?, ?)}")) {
        call.setInt(1, 21);
        call.registerOutParameter(2, Types.INTEGER);
        sql.takeAll();
        call.execute();
        assertThat(only().text()).containsIgnoringCase("doubled(?,").doesNotContain("21");
        assertThat(call.getInt(2)).isEqualTo(42);
        call.executeUpdate();
        assertThat(only().text()).containsIgnoringCase("doubled(?,");
        sql.takeAll();
      }
      try (CallableStatement call = connection.prepareCall("{? = call tripled(?)}")) {
        call.registerOutParameter(1, Types.INTEGER);
        call.setInt(2, 7);
        sql.takeAll();
        call.execute();
        assertThat(only().text()).containsIgnoringCase("tripled(?)").doesNotContain("7");
        assertThat(call.getInt(1)).isEqualTo(21);
        sql.takeAll();
      }
      try (CallableStatement call = connection.prepareCall("{call doubled(?, ?)}")) {
        call.setInt(1, 21);
        call.registerOutParameter(2, Types.INTEGER);
        statement.execute("DROP PROCEDURE doubled");
        sql.takeAll();
        assertThatThrownBy(call::execute)
            .isInstanceOfSatisfying(
                SQLException.class,
                thrown -> {
                  assertThat(thrown.getSQLState()).isEqualTo("42000");
                  Executed told = only();
                  assertThat(told.text()).containsIgnoringCase("doubled(?,");
                  assertThat(told.thrown()).isSameAs(thrown);
                });
      }
    }
    sql.takeAll();
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void readingRowsToTheEndIsNoStatement(TestDatabase database) throws Exception {
    for (String options : new String[] {"", "&useCursorFetch=true&defaultFetchSize=2"}) {
      try (Connection connection = connect(database, "&useSSL=false" + options);
          Statement statement = connection.createStatement();
          PreparedStatement select = connection.prepareStatement("SELECT id FROM orders")) {
        statement.executeUpdate(
            "INSERT INTO orders VALUES (1,'a'),(2,'b'),(3,'c'),(4,'d'),(5,'e')");
        sql.takeAll();
        select.setFetchSize(2);
        try (ResultSet rows = select.executeQuery()) {
          int read = 0;
          while (rows.next()) {
            read++;
          }
          assertThat(read).isEqualTo(5);
        }
        assertThat(only().text()).isEqualTo("SELECT id FROM orders");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void errorsHaveTheirState(TestDatabase database) throws Exception {
    try (Connection connection = connect(database, "&useSSL=false");
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("SELECT 'secret' FROM nowhere"))
          .isInstanceOfSatisfying(
              SQLException.class,
              thrown -> {
                assertThat(thrown.getSQLState()).isEqualTo("42S02");
                assertThat(only().thrown()).isSameAs(thrown);
              });
      assertThatThrownBy(() -> statement.executeUpdate("INSERT INTO orders VALUES (1, 2, 3)"))
          .isInstanceOfSatisfying(
              SQLException.class,
              thrown -> {
                assertThat(thrown.getSQLState()).isEqualTo("21S01");
                assertThat(only().thrown()).isSameAs(thrown);
              });
      connection.setAutoCommit(false);
      statement.executeUpdate("INSERT INTO orders VALUES (1, 'a')");
      var here = connection.setSavepoint("here");
      statement.executeUpdate("INSERT INTO orders VALUES (2, 'b')");
      sql.takeAll();
      connection.rollback(here);
      assertThat(sql.takeAll())
          .as("a part of a transaction is not its end")
          .extracting(Executed::text)
          .doesNotContain("ROLLBACK");
      connection.rollback();
      assertThat(sql.takeAll()).extracting(Executed::text).containsExactly("ROLLBACK");
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM orders")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isZero();
      }
      connection.commit();
    }
    sql.takeAll();
  }

  @ParameterizedTest
  @CsvSource({"mysql, com.mysql.jdbc.Driver", "mariadb, org.mariadb.jdbc.Driver"})
  void throughPoolEachCountsOnce(String scheme, String driver) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setDriverClassName(driver);
    config.setJdbcUrl(MariadbServer.url(scheme, "&useSSL=false"));
    config.setPoolName("ledger");
    config.setMaximumPoolSize(2);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        assertThat(sql.takeLent()).hasSize(1);
        assertThat(sql.pools().get(0).used()).isEqualTo(1);
        statement.executeUpdate("CREATE TABLE IF NOT EXISTS ledger_lines (id INT)");
        sql.takeAll();
        try (PreparedStatement insert =
            connection.prepareStatement("INSERT INTO ledger_lines VALUES (?)")) {
          insert.setInt(1, 7);
          insert.executeUpdate();
          insert.setInt(1, 8);
          insert.addBatch();
          insert.executeBatch();
        }
        statement.executeUpdate("DELETE FROM ledger_lines");
        assertThat(sql.takeAll())
            .extracting(Executed::text, Executed::batch)
            .containsExactly(
                tuple("INSERT INTO ledger_lines VALUES (?)", 0),
                tuple("INSERT INTO ledger_lines VALUES (?)", 1),
                tuple("DELETE FROM ledger_lines", 0));
        sql.takeReturned();
      }
      assertThat(sql.takeReturned()).hasSize(1);
    }
    sql.takeAll();
  }
}
