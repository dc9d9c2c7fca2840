package io.batchmon.job;

import org.jspecify.annotations.Nullable;

/**
 * What is known when a run ends. Made by advice from the framework's own verdict. Immutable: the
 * {@code with} methods return a changed copy.
 *
 * <p>A result that is an error has a failure or a reason; one that is not an error may have a
 * reason but never a failure.
 */
public final class RunResult {
  private static final Object[] NO_ATTRIBUTES = new Object[0];
  private static final RunResult SUCCESS =
      new RunResult(RunOutcome.SUCCEEDED, null, null, null, null, null, false, NO_ATTRIBUTES);

  private final RunOutcome outcome;
  private final @Nullable Throwable failure;
  private final @Nullable String reason;
  private final @Nullable String errorType;
  private final @Nullable String status;
  private final @Nullable String exitCode;
  private final boolean retried;
  private final Object[] attributes;

  private RunResult(
      RunOutcome outcome,
      @Nullable Throwable failure,
      @Nullable String reason,
      @Nullable String errorType,
      @Nullable String status,
      @Nullable String exitCode,
      boolean retried,
      Object[] attributes) {
    this.outcome = outcome;
    this.failure = failure;
    this.reason = reason;
    this.errorType = errorType;
    this.status = status;
    this.exitCode = exitCode;
    this.retried = retried;
    this.attributes = attributes;
  }

  private static RunResult of(
      RunOutcome outcome,
      @Nullable Throwable failure,
      @Nullable String reason,
      @Nullable String errorType) {
    return new RunResult(outcome, failure, reason, errorType, null, null, false, NO_ATTRIBUTES);
  }

  public static RunResult succeeded() {
    return SUCCESS;
  }

  public static RunResult failed(Throwable failure) {
    return of(RunOutcome.FAILED, failure, null, null);
  }

  /**
   * A failure without an exception.
   *
   * @param errorType a word of low cardinality for {@code error.type}, such as the framework's
   *     status
   */
  public static RunResult failed(String reason, String errorType) {
    return of(RunOutcome.FAILED, null, reason, errorType);
  }

  public static RunResult stopped(@Nullable String reason) {
    return of(RunOutcome.STOPPED, null, reason, null);
  }

  public static RunResult skipped(String reason) {
    return of(RunOutcome.SKIPPED, null, reason, null);
  }

  public static RunResult rejected(Throwable failure) {
    return of(RunOutcome.REJECTED, failure, null, null);
  }

  public static RunResult rejected(String reason, String errorType) {
    return of(RunOutcome.REJECTED, null, reason, errorType);
  }

  /**
   * The JVM was ended around the run.
   *
   * @param errorType such as {@code exit} or {@code SIGTERM}
   */
  public static RunResult aborted(String reason, String errorType) {
    return of(RunOutcome.ABORTED, null, reason, errorType);
  }

  public static RunResult lost(String reason) {
    return of(RunOutcome.LOST, null, reason, "lost");
  }

  /** The framework's own word for the state, verbatim. */
  public RunResult withStatus(@Nullable String word) {
    return new RunResult(outcome, failure, reason, errorType, word, exitCode, retried, attributes);
  }

  /** The framework's or the process's exit code, verbatim. */
  public RunResult withExitCode(@Nullable String code) {
    return new RunResult(outcome, failure, reason, errorType, status, code, retried, attributes);
  }

  /** The framework will try the same run again by itself. */
  public RunResult retried() {
    return new RunResult(outcome, failure, reason, errorType, status, exitCode, true, attributes);
  }

  /** The same result without the exception itself, to keep after the end. */
  public RunResult withoutFailure() {
    return failure == null
        ? this
        : new RunResult(outcome, null, reason, errorType, status, exitCode, retried, attributes);
  }

  public RunResult withAttribute(String key, @Nullable String value) {
    return value == null ? this : add(key, value);
  }

  public RunResult withAttribute(String key, long value) {
    return add(key, value);
  }

  private RunResult add(String key, Object value) {
    Object[] longer = new Object[attributes.length + 2];
    System.arraycopy(attributes, 0, longer, 0, attributes.length);
    longer[attributes.length] = key;
    longer[attributes.length + 1] = value;
    return new RunResult(outcome, failure, reason, errorType, status, exitCode, retried, longer);
  }

  public RunOutcome outcome() {
    return outcome;
  }

  /** The application's exception. Not to be kept beyond the end of the run: it pins a loader. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** Why, in words, where there is no exception. */
  public @Nullable String reason() {
    return reason;
  }

  /** {@code error.type} where there is no exception. */
  public @Nullable String errorType() {
    return errorType;
  }

  public @Nullable String status() {
    return status;
  }

  public @Nullable String exitCode() {
    return exitCode;
  }

  /** Whether another attempt of the same run follows. */
  public boolean isRetried() {
    return retried;
  }

  public int attributeCount() {
    return attributes.length / 2;
  }

  public String attributeName(int index) {
    return (String) attributes[index * 2];
  }

  /** A String, Long, Double or Boolean. */
  public Object attributeValue(int index) {
    return attributes[index * 2 + 1];
  }

  @Override
  public String toString() {
    return outcome
        + (failure == null ? "" : " " + failure)
        + (reason == null ? "" : " " + reason)
        + (retried ? " (retried)" : "");
  }
}
