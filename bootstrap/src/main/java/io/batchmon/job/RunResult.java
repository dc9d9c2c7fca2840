package io.batchmon.job;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known when a run ends. Made by advice from the framework's own verdict. Immutable: the
 * {@code with} methods return a changed copy.
 *
 * <p>A result that is an error has a failure or a reason; one that is not an error may have a
 * reason but never a failure.
 */
public final class RunResult {
  private static final String EXIT = "exit";
  private static final Object[] NO_ATTRIBUTES = new Object[0];
  private static final RunResult SUCCESS = of(RunOutcome.SUCCEEDED, null, null, null);

  private final RunOutcome outcome;
  private final @Nullable Throwable failure;
  private final @Nullable String reason;
  private final @Nullable String errorType;
  private final @Nullable String status;
  private final @Nullable String exitCode;
  private final boolean retried;
  private final boolean restartable;
  private final @Nullable String diedWith;
  private final ItemCounts items;
  private final Object[] attributes;
  private final String @Nullable [] links;

  private RunResult(Copy from) {
    this.outcome = from.outcome;
    this.failure = from.failure;
    this.reason = from.reason;
    this.errorType = from.errorType;
    this.status = from.status;
    this.exitCode = from.exitCode;
    this.retried = from.retried;
    this.restartable = from.restartable;
    this.diedWith = from.diedWith;
    this.items = from.items;
    this.attributes = from.attributes;
    this.links = from.links;
  }

  /** A result in the making: what a {@code with} method changes. */
  private static final class Copy {
    final RunOutcome outcome;
    @Nullable Throwable failure;
    @Nullable String reason;
    @Nullable String errorType;
    @Nullable String status;
    @Nullable String exitCode;
    boolean retried;
    boolean restartable;
    @Nullable String diedWith;
    ItemCounts items = ItemCounts.NONE;
    Object[] attributes = NO_ATTRIBUTES;
    String @Nullable [] links;

    Copy(RunOutcome outcome) {
      this.outcome = outcome;
    }
  }

  private static RunResult of(
      RunOutcome outcome,
      @Nullable Throwable failure,
      @Nullable String reason,
      @Nullable String errorType) {
    Copy copy = new Copy(outcome);
    copy.failure = failure;
    copy.reason = reason;
    copy.errorType = errorType;
    return new RunResult(copy);
  }

  private Copy copy() {
    Copy copy = new Copy(outcome);
    copy.failure = failure;
    copy.reason = reason;
    copy.errorType = errorType;
    copy.status = status;
    copy.exitCode = exitCode;
    copy.retried = retried;
    copy.restartable = restartable;
    copy.diedWith = diedWith;
    copy.items = items;
    copy.attributes = attributes;
    copy.links = links;
    return copy;
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
    Copy copy = copy();
    copy.status = word;
    return new RunResult(copy);
  }

  /** The framework's or the process's exit code, verbatim. */
  public RunResult withExitCode(@Nullable String code) {
    Copy copy = copy();
    copy.exitCode = code;
    return new RunResult(copy);
  }

  /** What the framework says about it in words, beside the failure. */
  public RunResult withReason(@Nullable String words) {
    Copy copy = copy();
    copy.reason = words;
    return new RunResult(copy);
  }

  /** The framework will try the same run again by itself. */
  public RunResult retried() {
    Copy copy = copy();
    copy.retried = true;
    return new RunResult(copy);
  }

  /**
   * Somebody may start the same piece of work again ({@link JobRun#instanceId}): that will be its
   * next attempt.
   */
  public RunResult restartable() {
    Copy copy = copy();
    copy.restartable = true;
    return new RunResult(copy);
  }

  /**
   * This failure has ended the schedule: neither this job nor what is named here will run again in
   * this JVM.
   *
   * @param others what else the scheduler would still have run, in words; empty if nothing
   */
  public RunResult scheduleDied(String others) {
    Copy copy = copy();
    copy.diedWith = others;
    return new RunResult(copy);
  }

  /** The same with every text passed through this, such as to hide secrets. */
  public RunResult mapped(UnaryOperator<String> text) {
    Copy copy = copy();
    copy.reason = reason == null ? null : text.apply(reason);
    copy.errorType = errorType == null ? null : text.apply(errorType);
    copy.status = status == null ? null : text.apply(status);
    copy.exitCode = exitCode == null ? null : text.apply(exitCode);
    copy.diedWith = diedWith == null ? null : text.apply(diedWith);
    copy.attributes = JobRun.mapped(attributes, text);
    return new RunResult(copy);
  }

  public RunResult withItems(ItemCounts counts) {
    Copy copy = copy();
    copy.items = counts;
    return new RunResult(copy);
  }

  /** The same result without the exception itself, to keep after the end. */
  public RunResult withoutFailure() {
    if (failure == null) {
      return this;
    }
    Copy copy = copy();
    copy.failure = null;
    return new RunResult(copy);
  }

  /**
   * Spans elsewhere that led to this run, where they are known only at its end.
   *
   * @param traceParents as {@link JobRun.Builder#links} takes them
   */
  public RunResult withLinks(String... traceParents) {
    Copy copy = copy();
    copy.links = traceParents;
    return new RunResult(copy);
  }

  public RunResult withAttribute(String key, @Nullable String value) {
    return value == null ? this : add(key, value);
  }

  public RunResult withAttribute(String key, long value) {
    return add(key, value);
  }

  /** Several attributes at once, names and values in turn, as {@link JobRun} has them. */
  public RunResult withAttributes(Object... namesAndValues) {
    Copy copy = copy();
    Object[] all = namesAndValues;
    if (attributes.length > 0) {
      all = new Object[attributes.length + namesAndValues.length];
      System.arraycopy(attributes, 0, all, 0, attributes.length);
      System.arraycopy(namesAndValues, 0, all, attributes.length, namesAndValues.length);
    }
    copy.attributes = all;
    return new RunResult(copy);
  }

  /** This result as the end of a run about which something inside it has said that. */
  public RunResult withVerdict(@Nullable RunResult verdict) {
    if (verdict == null) {
      return this;
    }
    boolean counts =
        outcome == RunOutcome.SUCCEEDED
            ? verdict.outcome != RunOutcome.SUCCEEDED
            : isExitCodeOnly() && verdict.isEndOfWork();
    RunResult first = !counts ? this : exitCode == null ? verdict : verdict.withExitCode(exitCode);
    RunResult second = counts ? this : verdict;
    RunResult both =
        second.attributes.length == 0 ? first : first.withAttributes(second.attributes);
    return second.links == null ? both : both.withLinks(second.links);
  }

  // why: whoever turns an exception into an exit code of the JVM has lost what it was
  private boolean isExitCodeOnly() {
    return outcome == RunOutcome.FAILED && failure == null && EXIT.equals(errorType);
  }

  private boolean isEndOfWork() {
    return outcome == RunOutcome.FAILED || outcome == RunOutcome.STOPPED;
  }

  private RunResult add(String key, Object value) {
    Object[] longer = new Object[attributes.length + 2];
    System.arraycopy(attributes, 0, longer, 0, attributes.length);
    longer[attributes.length] = key;
    longer[attributes.length + 1] = value;
    Copy copy = copy();
    copy.attributes = longer;
    return new RunResult(copy);
  }

  public RunOutcome outcome() {
    return outcome;
  }

  /** The application's exception. Not to be kept beyond the end of the run: it pins a loader. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** Why, in words, where there is no exception; or what the framework says beside it. */
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

  /** Whether starting the same piece of work again would be the next attempt at it. */
  public boolean isRestartable() {
    return restartable;
  }

  /**
   * What else will never run in this JVM because of this failure, in words, empty if nothing; null
   * if the schedule goes on.
   */
  public @Nullable String diedWith() {
    return diedWith;
  }

  public ItemCounts items() {
    return items;
  }

  /** Spans elsewhere that led to the run, as W3C {@code traceparent}s; null for none. */
  public String @Nullable [] links() {
    return links;
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
