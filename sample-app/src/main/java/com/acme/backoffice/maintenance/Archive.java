package com.acme.backoffice.maintenance;

import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Counts what has to be archived. */
public class Archive implements Job {
  private final JdbcTemplate database;

  public Archive(JdbcTemplate database) {
    this.database = database;
  }

  @Override
  public void execute(JobExecutionContext context) {
    context.setResult(database.queryForObject("select count(*) from shop_order", Integer.class));
  }
}
