package com.acme.backoffice.loyalty;

import java.sql.Timestamp;
import java.time.Instant;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Customers are ranked by one of the application's instances at a time. */
@Component
@Profile("shedlock")
public class Ranking {
  private final JdbcTemplate database;

  public Ranking(JdbcTemplate database) {
    this.database = database;
  }

  @Scheduled(initialDelayString = "${ranking.first}", fixedRateString = "${ranking.every}")
  @SchedulerLock(name = "ranking", lockAtMostFor = "1m")
  public void rankCustomers() {
    database.queryForObject("select count(*) from customer", Integer.class);
  }

  /** Another instance is always busy with it. */
  @Scheduled(initialDelayString = "${ranking.first}", fixedRateString = "${ranking.every}")
  @SchedulerLock(name = "bonus", lockAtMostFor = "1m")
  public void grantBonus() {
    database.queryForObject("select count(*) from customer", Integer.class);
  }

  @Configuration
  @EnableSchedulerLock(defaultLockAtMostFor = "1m")
  @Profile("shedlock")
  static class Locks {
    @Bean
    LockProvider lockProvider(JdbcTemplate database) {
      Instant now = Instant.now();
      database.update(
          "insert into shedlock(name, lock_until, locked_at, locked_by) values (?, ?, ?, ?)",
          "bonus",
          Timestamp.from(now.plusSeconds(24 * 3600)),
          Timestamp.from(now),
          "another instance");
      return new JdbcTemplateLockProvider(database);
    }
  }
}
