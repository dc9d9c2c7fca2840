package com.acme.backoffice.maintenance;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads the orders once, so that the first request does not have to wait. */
@Component
public class WarmUp implements ApplicationRunner {
  private final JdbcTemplate database;

  public WarmUp(JdbcTemplate database) {
    this.database = database;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    database.queryForList("select id from shop_order");
  }
}
