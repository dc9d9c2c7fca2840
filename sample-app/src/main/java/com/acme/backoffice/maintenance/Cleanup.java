package com.acme.backoffice.maintenance;

import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Deletes orders that were cancelled. */
public class Cleanup implements Job {
  private final JdbcTemplate database;

  public Cleanup(JdbcTemplate database) {
    this.database = database;
  }

  @Override
  public void execute(JobExecutionContext context) {
    context.setResult(database.update("delete from shop_order where cancelled"));
  }
}
