package io.batchmon.agent.run;

/** An output that may hold something back when the JVM ends. */
public interface FlushedAtExit {
  /** Starts to send what is there, on a thread of its own; returns at once. */
  void beginFlush();

  /**
   * Waits until all is sent, at most so many nanoseconds; what is not sent then is counted and
   * said.
   */
  void awaitFlush(long nanos);
}
