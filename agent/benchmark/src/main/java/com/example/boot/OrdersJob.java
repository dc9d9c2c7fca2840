package com.example.boot;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/** A Spring Batch job of one step: 1,000 items in chunks of 100. */
@Configuration
class OrdersJob {
  private final AtomicLong written = new AtomicLong();

  long written() {
    return written.get();
  }

  @Bean
  Job orders(JobRepository repository, Step load) {
    return new JobBuilder("orders", repository).start(load).build();
  }

  @Bean
  Step load(JobRepository repository, PlatformTransactionManager transactions) {
    return new StepBuilder("load", repository)
        .<Integer, Integer>chunk(100)
        .transactionManager(transactions)
        .reader(new ListItemReader<>(IntStream.range(0, 1_000).boxed().toList()))
        .writer(chunk -> written.addAndGet(chunk.size()))
        .build();
  }
}
