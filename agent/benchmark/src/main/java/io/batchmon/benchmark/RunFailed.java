package io.batchmon.benchmark;

/** A run whose figures must not be used; the message says why. */
final class RunFailed extends Exception {
  private static final long serialVersionUID = 1L;

  RunFailed(String message) {
    super(message);
  }
}
