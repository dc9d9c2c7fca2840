package io.batchmon.instrumentation.quartz1;

import java.util.concurrent.CountDownLatch;
import org.quartz.InterruptableJob;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** Does what the test says, and knows when it is interrupted. */
public final class BodyJob implements InterruptableJob {
  /** What a job does. */
  interface Body {
    void execute(JobExecutionContext context, CountDownLatch interrupted) throws Exception;
  }

  static volatile Body body = (context, interrupted) -> {};

  private final CountDownLatch interrupted = new CountDownLatch(1);

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    try {
      body.execute(context, interrupted);
    } catch (JobExecutionException | RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new JobExecutionException(failure);
    }
  }

  @Override
  public void interrupt() {
    interrupted.countDown();
  }
}
