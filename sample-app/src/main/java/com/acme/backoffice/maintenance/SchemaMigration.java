package com.acme.backoffice.maintenance;

import org.springframework.boot.CommandLineRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Changes a table that the last release renamed. Started by hand before a release, in a JVM of its
 * own: {@code --spring.profiles.active=migration}.
 */
@Component
@Profile("migration")
public class SchemaMigration implements CommandLineRunner {
  private final JdbcTemplate database;

  public SchemaMigration(JdbcTemplate database) {
    this.database = database;
  }

  @Override
  public void run(String... arguments) {
    database.execute("alter table orders add column currency varchar(3)");
  }
}
