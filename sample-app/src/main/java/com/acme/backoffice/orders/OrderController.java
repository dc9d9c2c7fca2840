package com.acme.backoffice.orders;

import java.util.List;
import java.util.Map;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the shop asks the back office for. */
@RestController
public class OrderController {
  private final JdbcTemplate database;
  private final AsyncTaskExecutor pool;
  private final JobOperator operator;
  private final Job customerReportJob;

  public OrderController(
      JdbcTemplate database,
      AsyncTaskExecutor applicationTaskExecutor,
      JobOperator operator,
      Job customerReportJob) {
    this.database = database;
    this.pool = applicationTaskExecutor;
    this.operator = operator;
    this.customerReportJob = customerReportJob;
  }

  @GetMapping("/health")
  public Map<String, String> health() {
    return Map.of("status", "UP");
  }

  @GetMapping("/orders")
  public List<Map<String, Object>> orders() {
    return database.queryForList("select id, item, confirmed from shop_order order by id");
  }

  /** Takes an order; the pool confirms it. */
  @PostMapping("/orders")
  public Map<String, Object> order() {
    database.update("insert into shop_order(item) values ('coffee')");
    pool.execute(() -> database.update("update shop_order set confirmed = true"));
    return Map.of("accepted", true);
  }

  /** Runs the customer report and answers when it is done. */
  @GetMapping("/report")
  public Map<String, String> report() throws JobExecutionException {
    var execution =
        operator.start(
            customerReportJob,
            new JobParametersBuilder().addLong("asked", System.nanoTime()).toJobParameters());
    return Map.of("report", execution.getStatus().name());
  }
}
