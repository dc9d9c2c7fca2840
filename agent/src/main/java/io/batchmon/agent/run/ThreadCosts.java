package io.batchmon.agent.run;

/** What the calling thread has used since it started. Called in the threads of the application. */
public interface ThreadCosts {
  /** CPU time in nanoseconds; negative where the JVM does not tell. */
  long cpuNanos();

  /** Bytes allocated; negative where the JVM does not tell. */
  long allocatedBytes();
}
