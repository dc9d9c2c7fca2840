package com.acme.backoffice.orders;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Reminds customers of orders that they have not paid. */
@Component
public class Reminders {
  private final JdbcTemplate database;

  public Reminders(JdbcTemplate database) {
    this.database = database;
  }

  @Scheduled(initialDelayString = "${reminders.first}", fixedRateString = "${reminders.every}")
  public void sendReminders() {
    database.update("update shop_order set reminders = reminders + 1 where not paid");
  }
}
