package io.batchmon.job;

/** What kind of work a run is. All kinds share one pipeline. */
public enum RunKind {
  /** A job as the operator names it: what is alerted on. */
  JOB,
  /** A part of a job that the framework names, such as a Spring Batch step. */
  STEP,
  /** A task of an executor. */
  TASK,
  /** An HTTP request or messages that this JVM is given; traced, measured, alerted by rule only. */
  REQUEST,
  /** A call that a run makes of another service; traced and measured, never alerted on. */
  CALL
}
