package io.batchmon.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RecordedSql;
import io.batchmon.instrumentation.testing.RecordedSql.Executed;
import io.batchmon.instrumentation.testing.RecordedSql.Lent;
import io.batchmon.job.ConnectionPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each pool lends, takes back and refuses; what goes through it counts once. */
@SuppressWarnings("deprecation") // why: DBCP 2.0 has no other way to set how long it waits
class PoolsIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new JdbcInstrumentation());
  @RegisterExtension static final RecordedSql sql = new RecordedSql();

  private static final String URL = "jdbc:h2:mem:pooled;DB_CLOSE_DELAY=-1";

  /** A pool of two connections that waits for a moment. */
  enum Pool {
    HIKARI {
      @Override
      DataSource make() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(URL);
        config.setUsername("sa");
        config.setPassword("");
        config.setPoolName("ledger");
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(300);
        return new HikariDataSource(config);
      }
    },
    DBCP {
      @Override
      DataSource make() {
        BasicDataSource source = new BasicDataSource();
        source.setUrl(URL);
        source.setUsername("sa");
        source.setPassword("");
        source.setMaxTotal(2);
        source.setMaxWaitMillis(300);
        source.setJmxName("com.acme:type=pool,name=ledger");
        return source;
      }
    },
    TOMCAT {
      @Override
      DataSource make() {
        PoolProperties properties = new PoolProperties();
        properties.setUrl(URL);
        properties.setDriverClassName("org.h2.Driver");
        properties.setUsername("sa");
        properties.setPassword("");
        properties.setName("ledger");
        properties.setInitialSize(1);
        properties.setMaxActive(2);
        properties.setMaxWait(300);
        return new org.apache.tomcat.jdbc.pool.DataSource(properties);
      }
    },
    C3P0 {
      @Override
      DataSource make() throws Exception {
        ComboPooledDataSource source = new ComboPooledDataSource();
        source.setDriverClass("org.h2.Driver");
        source.setJdbcUrl(URL);
        source.setUser("sa");
        source.setPassword("");
        source.setDataSourceName("ledger");
        source.setInitialPoolSize(1);
        source.setMinPoolSize(1);
        source.setMaxPoolSize(2);
        // why: its connections are made in threads of its own, which a loaded machine lets wait
        source.setCheckoutTimeout(2000);
        return source;
      }
    };

    abstract DataSource make() throws Exception;

    static void close(DataSource source) throws Exception {
      if (source instanceof AutoCloseable pool) {
        pool.close();
      } else if (source instanceof org.apache.tomcat.jdbc.pool.DataSource tomcat) {
        tomcat.close();
      } else if (source instanceof ComboPooledDataSource c3p0) {
        c3p0.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void lendsAndTakesBack(Pool kind) throws Exception {
    DataSource source = kind.make();
    try {
      Connection connection = source.getConnection();
      List<Lent> lent = sql.takeLent();
      assertThat(lent).hasSize(1);
      assertThat(lent.get(0).connection()).isNotNull();
      // why: some pools try out their first connections themselves
      sql.takeReturned();

      ConnectionPool pool = sql.pools().get(0);
      assertThat(sql.pools()).hasSize(1);
      assertThat(pool.pool()).isSameAs(lent.get(0).pool());
      assertThat(pool.name()).isEqualTo("ledger");
      assertThat(pool.used()).isEqualTo(1);
      assertThat(pool.max()).isEqualTo(2);
      assertThat(pool.pending()).isZero();

      connection.close();
      connection.close();
      assertThat(sql.takeReturned()).contains(lent.get(0).connection());
      try (Connection again = source.getConnection()) {
        assertThat(again.isClosed()).isFalse();
      }
      assertThat(sql.pools()).as("a pool is seen once").hasSize(1);
    } finally {
      Pool.close(source);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesOnceAllAreLent(Pool kind) throws Exception {
    DataSource source = kind.make();
    try (Connection one = source.getConnection();
        Connection two = source.getConnection()) {
      assertThat(one).isNotSameAs(two);
      assertThat(sql.takeLent()).hasSize(2);
      assertThatThrownBy(source::getConnection).isInstanceOf(SQLException.class);
      List<Lent> refused = sql.takeLent();
      assertThat(refused).hasSize(1);
      assertThat(refused.get(0).connection()).isNull();
      assertThat(sql.pools().get(0).used()).isEqualTo(2);
      assertThat(sql.pools().get(0).idle()).isZero();
    } finally {
      Pool.close(source);
    }
  }

  @ParameterizedTest
  @EnumSource
  void wrappedStatementCountsOnce(Pool kind) throws Exception {
    DataSource source = kind.make();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      sql.takeAll();
      statement.executeUpdate("CREATE TABLE IF NOT EXISTS lines (id INT)");
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO lines VALUES (?)")) {
        insert.setInt(1, 7);
        insert.executeUpdate();
        insert.setInt(1, 8);
        insert.addBatch();
        insert.executeBatch();
      }
      connection.setAutoCommit(false);
      statement.executeUpdate("DELETE FROM lines");
      connection.rollback();
      assertThat(sql.takeAll())
          .extracting(Executed::text)
          .containsSubsequence(
              "CREATE TABLE IF NOT EXISTS lines (id INT)",
              "INSERT INTO lines VALUES (?)",
              "INSERT INTO lines VALUES (?)",
              "DELETE FROM lines",
              "ROLLBACK")
          .filteredOn(text -> !"COMMIT".equals(text))
          .hasSize(5);
    } finally {
      Pool.close(source);
    }
  }
}
