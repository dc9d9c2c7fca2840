package io.batchmon.agent.alert;

/** How bad it is; what is bad enough to be told, and to whom, is for the policy to say. */
public enum Severity {
  INFO,
  WARNING,
  ERROR,
  /** A person is to be woken. */
  CRITICAL
}
