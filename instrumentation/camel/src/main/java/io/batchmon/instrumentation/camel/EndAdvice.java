package io.batchmon.instrumentation.camel;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Called in whichever thread an exchange ended. Its verdict is read before the unit of work is
 * closed, as an exchange may be used again after that.
 */
public final class EndAdvice {
  private EndAdvice() {}

  public static Object @Nullable [] enter(Object step, Exchange exchange, @Nullable Object unit) {
    Object run = unit == null ? null : JobRuns.takeNote(exchange);
    return run instanceof OpenRun ? new Object[] {run, resultOf(exchange)} : null;
  }

  public static void exit(Object[] ended, Object step, @Nullable Throwable thrown) {
    JobRuns.end((OpenRun) ended[0], (RunResult) ended[1]);
  }

  private static RunResult resultOf(Exchange exchange) {
    Throwable failure = exchange.getException();
    if (failure != null) {
      return RunResult.failed(failure);
    }
    if (exchange.isFailed()) {
      return RunResult.failed("the message is a fault", "Fault");
    }
    Object caught = exchange.getProperty("CamelExceptionCaught");
    if (exchange.isRollbackOnly()) {
      RunResult failed =
          caught instanceof Throwable
              ? RunResult.failed((Throwable) caught)
              : RunResult.failed("marked to be rolled back", "RollbackOnly");
      return failed.withStatus("RollbackOnly");
    }
    return caught == null
        ? RunResult.succeeded()
        : RunResult.succeeded()
            .withStatus("Handled")
            .withReason("the route handled a " + caught.getClass().getName());
  }
}
