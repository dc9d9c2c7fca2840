package com.example.batch;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.task.SyncTaskExecutor;

/**
 * A Spring Batch job of one chunk step: read, process and write a million items in chunks of a
 * thousand, again and again. Prints one line per job: ns of CPU of the process.
 */
public final class Million {
  private static final int ITEMS = 1_000_000;
  private static final int CHUNK = 1_000;

  private long read;
  private long sum;

  private Million() {}

  /** Arguments: jobs to warm up with, jobs to measure. */
  public static void main(String[] arguments) throws Exception {
    int warmUp = Integer.parseInt(arguments[0]);
    int jobs = Integer.parseInt(arguments[1]);
    Million million = new Million();
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    for (int i = 0; i < warmUp + jobs; i++) {
      long before = process.getProcessCpuTime();
      million.run(i);
      long cpu = process.getProcessCpuTime() - before;
      if (i >= warmUp) {
        System.out.println("BLOCK " + cpu);
      }
    }
    System.out.println("DONE " + million.sum);
  }

  private void run(int number) throws Exception {
    read = 0;
    ResourcelessJobRepository repository = new ResourcelessJobRepository();
    ResourcelessTransactionManager transactions = new ResourcelessTransactionManager();
    Step load =
        new StepBuilder("load", repository)
            .<Long, Long>chunk(CHUNK)
            .transactionManager(transactions)
            .reader(() -> read < ITEMS ? read++ : null)
            .processor(item -> item * 31)
            .writer(chunk -> chunk.forEach(item -> sum += item))
            .build();
    Job job = new JobBuilder("million", repository).start(load).build();
    TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
    operator.setJobRegistry(new MapJobRegistry());
    operator.setJobRepository(repository);
    operator.setTaskExecutor(new SyncTaskExecutor());
    operator.afterPropertiesSet();
    JobExecution execution =
        operator.start(
            job, new JobParametersBuilder().addLong("number", (long) number).toJobParameters());
    if (execution.getStatus() != BatchStatus.COMPLETED) {
      throw new IllegalStateException("ended " + execution.getStatus());
    }
  }
}
