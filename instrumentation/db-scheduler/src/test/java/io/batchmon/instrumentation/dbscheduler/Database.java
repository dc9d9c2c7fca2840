package io.batchmon.instrumentation.dbscheduler;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** The table of db-scheduler in a database in memory. */
final class Database {
  private final JdbcDataSource source = new JdbcDataSource();

  Database() throws SQLException {
    source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create table scheduled_tasks (
            task_name varchar(100),
            task_instance varchar(100),
            task_data blob,
            execution_time timestamp(6) with time zone,
            picked boolean,
            picked_by varchar(50),
            last_success timestamp(6) with time zone,
            last_failure timestamp(6) with time zone,
            consecutive_failures int,
            last_heartbeat timestamp(6) with time zone,
            version bigint,
            priority int,
            primary key (task_name, task_instance)
          )\
          """);
    }
  }

  DataSource source() {
    return source;
  }

  /** An execution that a scheduler of another JVM began and never ended. */
  void addDead(String task, String instance, Instant due, Instant heartbeat) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into scheduled_tasks (task_name, task_instance, execution_time, picked,"
                    + " picked_by, consecutive_failures, last_heartbeat, version)"
                    + " values (?, ?, ?, true, 'gone', 1, ?, 1)")) {
      insert.setString(1, task);
      insert.setString(2, instance);
      insert.setTimestamp(3, Timestamp.from(due));
      insert.setTimestamp(4, Timestamp.from(heartbeat));
      insert.executeUpdate();
    }
  }
}
