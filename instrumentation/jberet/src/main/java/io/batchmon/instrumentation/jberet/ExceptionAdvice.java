package io.batchmon.instrumentation.jberet;

import io.batchmon.job.JobRuns;
import org.jberet.runtime.AbstractStepExecution;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jberet.runtime.context.StepContextImpl;
import org.jspecify.annotations.Nullable;

/**
 * Called when a step or a partition is given its exception. JBeret serializes it, and hands out a
 * copy, or another exception in its place.
 */
public final class ExceptionAdvice {
  private ExceptionAdvice() {}

  public static void enter(StepContextImpl context, @Nullable Exception exception) {
    AbstractStepExecution execution = context.getStepExecution();
    if (exception == null || JobRuns.noted(execution) != null) {
      return;
    }
    Throwable failure = original(exception);
    JobRuns.note(execution, failure);
    if (execution instanceof PartitionExecutionImpl) {
      Object step = JobRuns.noted(JobRuns.noted(context));
      if (step instanceof AbstractStepExecution && JobRuns.noted(step) == null) {
        JobRuns.note(step, failure);
      }
    }
  }

  // why: an Error comes wrapped in a BatchRuntimeException that says nothing of its own
  private static Throwable original(Exception exception) {
    Throwable cause = exception.getCause();
    return cause != null
            && exception.getClass().getSimpleName().equals("BatchRuntimeException")
            && cause.toString().equals(exception.getMessage())
        ? cause
        : exception;
  }
}
