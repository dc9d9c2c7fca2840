package com.acme.backoffice.imports;

import java.math.BigDecimal;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.file.FlatFileParseException;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.transaction.PlatformTransactionManager;

/** Loads the ledger; up to five rows that cannot be read are skipped. */
@Configuration
class LedgerLoad {
  record Entry(@Nullable String account, @Nullable BigDecimal amount) {}

  @Bean
  Job ledgerLoadJob(JobRepository repository, Step loadLedger) {
    return new JobBuilder("ledger-load", repository).start(loadLedger).build();
  }

  @Bean
  Step loadLedger(
      JobRepository repository,
      PlatformTransactionManager transactions,
      FlatFileItemReader<Entry> ledgerReader,
      JdbcBatchItemWriter<Entry> ledgerWriter) {
    return new StepBuilder("load-ledger", repository)
        .<Entry, Entry>chunk(5)
        .transactionManager(transactions)
        .reader(ledgerReader)
        .writer(ledgerWriter)
        .faultTolerant()
        .skip(FlatFileParseException.class)
        .skipLimit(5)
        .build();
  }

  @Bean
  FlatFileItemReader<Entry> ledgerReader() {
    return new FlatFileItemReaderBuilder<Entry>()
        .name("ledger")
        .resource(new ClassPathResource("files/ledger.csv"))
        .delimited()
        .names("account", "amount")
        .fieldSetMapper(row -> new Entry(row.readString("account"), row.readBigDecimal("amount")))
        .build();
  }

  @Bean
  JdbcBatchItemWriter<Entry> ledgerWriter(DataSource database) {
    return new JdbcBatchItemWriterBuilder<Entry>()
        .dataSource(database)
        .sql("merge into ledger_entry(account, amount) key(account) values (?, ?)")
        .itemPreparedStatementSetter(
            (entry, statement) -> {
              statement.setString(1, entry.account());
              statement.setBigDecimal(2, entry.amount());
            })
        .build();
  }
}
