package io.batchmon.instrumentation.springbatch;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.springframework.batch.core.partition.support.TaskExecutorPartitionHandler;

/**
 * Called in the thread of a partitioned step for each part before it is handed to the pool: the run
 * of the part, which begins there, belongs to the run that is current here.
 */
public final class PartitionAdvice {
  private PartitionAdvice() {}

  public static void enter(TaskExecutorPartitionHandler handler, Object step, Object part) {
    OpenRun whole = JobRuns.current();
    if (whole != null) {
      JobRuns.note(part, whole);
    }
  }
}
