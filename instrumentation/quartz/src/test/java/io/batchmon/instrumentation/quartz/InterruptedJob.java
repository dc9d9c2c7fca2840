package io.batchmon.instrumentation.quartz;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.quartz.InterruptableJob;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** Runs until it is interrupted. */
public final class InterruptedJob implements InterruptableJob {
  /** Executions that have begun: from now on Quartz can interrupt them. */
  static final BlockingQueue<InterruptedJob> RUNNING = new LinkedBlockingQueue<>();

  /** What it complains of in an exception when it is interrupted, or null. */
  static volatile String complaint;

  private final CountDownLatch interrupted = new CountDownLatch(1);

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    try {
      RUNNING.add(this);
      if (!interrupted.await(30, TimeUnit.SECONDS)) {
        throw new JobExecutionException("never interrupted");
      }
    } catch (InterruptedException ended) {
      throw new JobExecutionException(ended);
    }
    if (complaint != null) {
      throw new IllegalStateException(complaint);
    }
  }

  @Override
  public void interrupt() {
    interrupted.countDown();
  }
}
