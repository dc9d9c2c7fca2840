package com.acme.backoffice.loyalty;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;

/** Points are paid out by db-scheduler; vouchers are printed on a printer that nobody has. */
@Configuration
@Profile("db-scheduler")
class Payouts {
  @Bean(initMethod = "start", destroyMethod = "stop")
  Scheduler payoutScheduler(
      DataSource source, JdbcTemplate database, @Value("${payouts.every}") Duration every) {
    RecurringTask<Void> payouts =
        Tasks.recurring("payouts", FixedDelay.of(every))
            .execute(
                (task, context) ->
                    database.queryForObject(
                        "select count(*) from shop_order where paid", Integer.class));
    RecurringTask<Void> vouchers =
        Tasks.recurring("vouchers", FixedDelay.of(every))
            .execute(
                (task, context) -> {
                  throw new IllegalStateException("No printer is connected");
                });
    return Scheduler.create(source)
        .startTasks(payouts, vouchers)
        .threads(2)
        .pollingInterval(Duration.ofSeconds(1))
        .build();
  }
}
