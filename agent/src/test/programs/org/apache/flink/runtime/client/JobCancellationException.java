package org.apache.flink.runtime.client;

/** As much of Flink's class as the agent looks at. */
public class JobCancellationException extends Exception {
  private static final long serialVersionUID = 1;
}
