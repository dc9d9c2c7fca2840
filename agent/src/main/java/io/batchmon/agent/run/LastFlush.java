package io.batchmon.agent.run;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The last sending of everything, on a thread of its own: what it says may block on standard error,
 * and whatever happens in it, the JVM's end waits no longer than it must.
 */
final class LastFlush implements Runnable {
  private static final long TO_SAY_WHAT_WAS_LOST_MILLIS = 200;

  private final List<FlushedAtExit> outputs;
  private final Clock clock;
  private final long deadlineNanos;

  LastFlush(List<FlushedAtExit> outputs, Clock clock, long deadlineNanos) {
    this.outputs = outputs;
    this.clock = clock;
    this.deadlineNanos = deadlineNanos;
  }

  /** Waits for the end or the time, whichever comes first. */
  void runBeside(long timeoutNanos) {
    Thread thread;
    try {
      thread = new Thread(this, "batchmon-exit");
      thread.setDaemon(true);
      thread.start();
    } catch (Throwable noThreads) {
      run();
      return;
    }
    try {
      thread.join(TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + TO_SAY_WHAT_WAS_LOST_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    // why: the shutdown hooks of the application may have ended more runs since the first flush
    for (FlushedAtExit output : outputs) {
      output.beginFlush();
    }
    for (FlushedAtExit output : outputs) {
      output.awaitFlush(Math.max(0, deadlineNanos - clock.nanoTime()));
    }
  }
}
