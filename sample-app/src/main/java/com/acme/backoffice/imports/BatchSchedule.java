package com.acme.backoffice.imports;

import java.time.LocalDate;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Launches the imports. Nobody looks at how they ended, as it happens: Spring Batch keeps the
 * exception of a failed job to itself.
 */
@Component
public class BatchSchedule {
  private final JobOperator operator;
  private final Job customerImportJob;
  private final Job ledgerLoadJob;
  private LocalDate day = LocalDate.of(2026, 1, 1);
  private boolean correctedFile;
  private long ledgerLoads;

  public BatchSchedule(JobOperator operator, Job customerImportJob, Job ledgerLoadJob) {
    this.operator = operator;
    this.customerImportJob = customerImportJob;
    this.ledgerLoadJob = ledgerLoadJob;
  }

  /** A day's file has a bad row; the same day is started again when a corrected file has come. */
  @Scheduled(
      initialDelayString = "${customer-import.first}",
      fixedDelayString = "${customer-import.every}")
  public synchronized void importCustomers() throws JobExecutionException {
    String file = correctedFile ? "customers-corrected.csv" : "customers.csv";
    JobExecution execution =
        operator.start(
            customerImportJob,
            new JobParametersBuilder()
                .addLocalDate("day", day)
                .addString("file", "classpath:files/" + file, false)
                .toJobParameters());
    correctedFile = execution.getStatus() != BatchStatus.COMPLETED;
    if (!correctedFile) {
      day = day.plusDays(1);
    }
  }

  @Scheduled(initialDelayString = "${ledger-load.first}", fixedDelayString = "${ledger-load.every}")
  public synchronized void loadLedger() throws JobExecutionException {
    operator.start(
        ledgerLoadJob, new JobParametersBuilder().addLong("load", ++ledgerLoads).toJobParameters());
  }
}
