package io.batchmon.agent.cli;

/** The command line asks for what there is not. Its message is for the operator. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message, null, false, false);
  }
}
