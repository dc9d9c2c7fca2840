package com.acme.backoffice.imports;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** Adds up the customers' credit; somebody asks for it at {@code /report}. */
@Configuration
class CustomerReport {
  @Bean
  Job customerReportJob(JobRepository repository, Step addUpCredit) {
    return new JobBuilder("customer-report", repository).start(addUpCredit).build();
  }

  @Bean
  Step addUpCredit(
      JobRepository repository, PlatformTransactionManager transactions, JdbcTemplate database) {
    return new StepBuilder("add-up-credit", repository)
        .tasklet(
            (contribution, chunk) -> {
              database.queryForList("select sum(credit_limit) from customer");
              return RepeatStatus.FINISHED;
            },
            transactions)
        .build();
  }
}
