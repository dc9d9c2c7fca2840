package io.batchmon.instrumentation.jobrunr;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobrunr.jobs.annotations.Job;

/** What the jobs of the tests do; JobRunr makes one for each attempt. */
public class Work {
  /** Each attempt that has begun. */
  static final BlockingQueue<String> BEGUN = new LinkedBlockingQueue<>();

  /** How often {@link #failFirst} has yet to fail. */
  static final AtomicInteger FAILURES_LEFT = new AtomicInteger();

  /** Lets {@link #ignoreInterrupts} go on. */
  static volatile CountDownLatch goOn = new CountDownLatch(0);

  public void invoice(String secret) {
    BEGUN.add("invoice " + secret);
  }

  @Job(name = "Invoices of %0", retries = 0)
  public void failAtOnce(String secret) {
    throw new IllegalArgumentException("Bad file");
  }

  @Job(retries = 0)
  public void overflow() {
    throw new StackOverflowError("Too deep");
  }

  @Job(retries = 3)
  public void failFirst() {
    if (FAILURES_LEFT.getAndDecrement() > 0) {
      throw new IllegalStateException("No disk");
    }
  }

  // why: the oldest JobRunr counts the first attempt as well
  @Job(retries = 2)
  public void failAlways() {
    throw new IllegalStateException("No disk");
  }

  /** Ends when it is interrupted. */
  public void waitForEver() throws InterruptedException {
    BEGUN.add("waitForEver");
    new CountDownLatch(1).await(60, TimeUnit.SECONDS);
    throw new IllegalStateException("never interrupted");
  }

  /** Is interrupted and goes on. */
  public void ignoreInterrupts() {
    BEGUN.add("ignoreInterrupts");
    boolean interrupted = false;
    while (!interrupted) {
      try {
        goOn.await(60, TimeUnit.SECONDS);
        return;
      } catch (InterruptedException asked) {
        interrupted = true;
      }
    }
  }
}
