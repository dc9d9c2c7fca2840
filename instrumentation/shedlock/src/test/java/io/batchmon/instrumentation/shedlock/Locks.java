package io.batchmon.instrumentation.shedlock;

import java.lang.reflect.Constructor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.h2.jdbcx.JdbcDataSource;

/** The real ShedLock with a database in memory. */
final class Locks {
  private final LockProvider provider;

  Locks() throws SQLException {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table shedlock (name varchar(64) primary key, lock_until timestamp(3),"
              + " locked_at timestamp(3), locked_by varchar(255))");
    }
    provider = new JdbcTemplateLockProvider(source);
  }

  LockProvider provider() {
    return provider;
  }

  DefaultLockingTaskExecutor executor() {
    return new DefaultLockingTaskExecutor(provider);
  }

  /** What another replica does. */
  SimpleLock take(String name) throws Exception {
    return provider.lock(lock(name, Duration.ofMinutes(5), Duration.ZERO)).orElseThrow();
  }

  // why: a lock is configured with points in time there, and with durations since
  static LockConfiguration lock(String name, Duration atMost, Duration atLeast) throws Exception {
    Instant now = Instant.now();
    for (Constructor<?> made : LockConfiguration.class.getConstructors()) {
      if (made.getParameterCount() == 4) {
        return (LockConfiguration) made.newInstance(now, name, atMost, atLeast);
      } else if (made.getParameterCount() == 3 && made.getParameterTypes()[1] == Instant.class) {
        return (LockConfiguration) made.newInstance(name, now.plus(atMost), now.plus(atLeast));
      }
    }
    throw new AssertionError("no such constructor");
  }
}
