package com.acme.backoffice.imports;

import java.math.BigDecimal;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.transaction.PlatformTransactionManager;

/** Loads a day's file of customers; a row that cannot be read fails it. */
@Configuration
class CustomerImport {
  record Customer(
      @Nullable String number, @Nullable String name, @Nullable BigDecimal creditLimit) {}

  @Bean
  Job customerImportJob(JobRepository repository, Step importCustomers) {
    return new JobBuilder("customer-import", repository).start(importCustomers).build();
  }

  @Bean
  Step importCustomers(
      JobRepository repository,
      PlatformTransactionManager transactions,
      FlatFileItemReader<Customer> customerReader,
      JdbcBatchItemWriter<Customer> customerWriter) {
    return new StepBuilder("import-customers", repository)
        .<Customer, Customer>chunk(3)
        .transactionManager(transactions)
        .reader(customerReader)
        .writer(customerWriter)
        .build();
  }

  @Bean
  @StepScope
  FlatFileItemReader<Customer> customerReader(@Value("#{jobParameters['file']}") Resource file) {
    return new FlatFileItemReaderBuilder<Customer>()
        .name("customers")
        .resource(file)
        .linesToSkip(1)
        .delimited()
        .names("number", "name", "creditLimit")
        .fieldSetMapper(
            row ->
                new Customer(
                    row.readString("number"),
                    row.readString("name"),
                    row.readBigDecimal("creditLimit")))
        .build();
  }

  @Bean
  JdbcBatchItemWriter<Customer> customerWriter(DataSource database) {
    return new JdbcBatchItemWriterBuilder<Customer>()
        .dataSource(database)
        .sql("merge into customer(number, name, credit_limit) key(number) values (?, ?, ?)")
        .itemPreparedStatementSetter(
            (customer, statement) -> {
              statement.setString(1, customer.number());
              statement.setString(2, customer.name());
              statement.setBigDecimal(3, customer.creditLimit());
            })
        .build();
  }
}
