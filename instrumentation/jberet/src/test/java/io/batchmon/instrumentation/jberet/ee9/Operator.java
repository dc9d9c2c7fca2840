package io.batchmon.instrumentation.jberet.ee9;

import io.batchmon.instrumentation.jberet.Batch;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import java.util.Properties;

public final class Operator implements Batch {
  private final JobOperator operator = BatchRuntime.getJobOperator();

  @Override
  public long start(String job, Properties parameters) {
    return operator.start(job, parameters);
  }

  @Override
  public long restart(long execution) {
    return operator.restart(execution, new Properties());
  }

  @Override
  public void stop(long execution) {
    operator.stop(execution);
  }

  @Override
  public long instance(long execution) {
    return operator.getJobInstance(execution).getInstanceId();
  }

  @Override
  public Object execution(long id) {
    return operator.getJobExecution(id);
  }
}
