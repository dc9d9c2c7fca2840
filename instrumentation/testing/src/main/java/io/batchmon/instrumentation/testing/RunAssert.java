package io.batchmon.instrumentation.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns.RecordedRun;
import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunOutcome;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;

/** Assertions on one run; one of the outcome methods must be among them. */
public final class RunAssert {
  private final RecordedRun recorded;

  RunAssert(RecordedRun recorded) {
    this.recorded = recorded;
  }

  public JobRun run() {
    return recorded.run();
  }

  public RunResult result() {
    return recorded.result();
  }

  public RunAssert isJob(String system, @Nullable String group, String name) {
    return is(RunKind.JOB, system, group, name);
  }

  public RunAssert is(RunKind kind, String system, @Nullable String group, String name) {
    assertThat(run().kind()).isEqualTo(kind);
    assertThat(run().name().system()).isEqualTo(system);
    assertThat(run().name().group()).isEqualTo(group);
    assertThat(run().name().name()).isEqualTo(name);
    return this;
  }

  public RunAssert hasAttempt(int number) {
    assertThat(run().attempt()).isEqualTo(number);
    return this;
  }

  public RunAssert hasTrigger(String name) {
    assertThat(run().trigger()).isEqualTo(name);
    return this;
  }

  /** Whether the run is a part of no other. */
  public RunAssert isOutermost() {
    assertThat(recorded.around()).as("the run around this one").isNull();
    return this;
  }

  /** Whether the run is a part of that one, on whichever thread. */
  public RunAssert isInside(RunAssert parent) {
    assertThat(recorded.around()).as("the run around this one").isSameAs(parent.recorded);
    return this;
  }

  /** The W3C header that another process is given by this run. */
  public String traceParent() {
    return recorded.traceParent();
  }

  /** Whether the run is a part of that one, to be asked where there are many. */
  public boolean isPartOf(RunAssert parent) {
    return recorded.around() == parent.recorded;
  }

  /**
   * Whether the W3C header that another process received names this run as the one it is a part of.
   */
  public RunAssert isNamedBy(@Nullable String traceParent) {
    assertThat(traceParent).as("traceparent of a call").isEqualTo(recorded.traceParent());
    return this;
  }

  public RunAssert hasAttribute(String name, Object value) {
    for (int i = 0; i < run().attributeCount(); i++) {
      if (run().attributeName(i).equals(name)) {
        assertThat(run().attributeValue(i)).as(name).isEqualTo(value);
        return this;
      }
    }
    throw new AssertionError(run() + " has no attribute " + name);
  }

  /** An attribute that was known at the end only. */
  public RunAssert endedWithAttribute(String name, Object value) {
    for (int i = 0; i < result().attributeCount(); i++) {
      if (result().attributeName(i).equals(name)) {
        assertThat(result().attributeValue(i)).as(name).isEqualTo(value);
        return this;
      }
    }
    throw new AssertionError(result() + " has no attribute " + name);
  }

  /** The id of the trace that this run was said to be in. */
  public String traceId() {
    return recorded.traceId();
  }

  public RunAssert hasStatus(@Nullable String word) {
    assertThat(result().status()).as("status").isEqualTo(word);
    return this;
  }

  public RunAssert hasExitCode(@Nullable String code) {
    assertThat(result().exitCode()).as("exit code").isEqualTo(code);
    return this;
  }

  /** The counts as {@link ItemCounts#toString} writes them. */
  public RunAssert hasItems(
      long read, long written, long filtered, long skipped, long commits, long rollbacks) {
    assertThat(result().items())
        .as("items")
        .hasToString(
            ItemCounts.of(read, written, filtered, skipped, commits, rollbacks).toString());
    return this;
  }

  /** For failures without an exception. */
  public RunAssert failed(@Nullable String reason, String errorType) {
    outcome(RunOutcome.FAILED);
    assertThat(result().failure()).as("failure").isNull();
    assertThat(result().reason()).as("reason").isEqualTo(reason);
    assertThat(result().errorType()).as("error.type").isEqualTo(errorType);
    return this;
  }

  /** Whether this failure ended the schedule, and these others with it. */
  public RunAssert diedWith(String others) {
    assertThat(result().diedWith()).as("died with").isEqualTo(others);
    return this;
  }

  public RunAssert isRetried() {
    assertThat(result().isRetried()).as("retried").isTrue();
    return this;
  }

  public RunAssert succeeded() {
    outcome(RunOutcome.SUCCEEDED);
    assertThat(result().failure()).as("failure").isNull();
    return this;
  }

  public RunAssert failedWith(Class<? extends Throwable> type, @Nullable String message) {
    outcome(RunOutcome.FAILED);
    return threw(type, message);
  }

  public RunAssert rejectedWith(Class<? extends Throwable> type, @Nullable String message) {
    outcome(RunOutcome.REJECTED);
    return threw(type, message);
  }

  /** For frameworks that wrap: the message of the innermost cause. */
  public RunAssert rejectedBy(String rootMessage) {
    outcome(RunOutcome.REJECTED);
    assertThat(result().failure()).as("failure").rootCause().hasMessage(rootMessage);
    return this;
  }

  public RunAssert rejected(String reason) {
    outcome(RunOutcome.REJECTED);
    assertThat(result().reason()).isEqualTo(reason);
    return this;
  }

  public RunAssert stopped() {
    outcome(RunOutcome.STOPPED);
    assertThat(result().failure()).as("failure").isNull();
    return this;
  }

  public RunAssert lost(String reason) {
    outcome(RunOutcome.LOST);
    assertThat(result().reason()).isEqualTo(reason);
    return this;
  }

  public RunAssert skipped(String reason) {
    outcome(RunOutcome.SKIPPED);
    assertThat(result().reason()).isEqualTo(reason);
    return this;
  }

  private void outcome(RunOutcome outcome) {
    recorded.outcomeAsserted();
    assertThat(result().outcome()).as("outcome of %s", recorded).isEqualTo(outcome);
  }

  private RunAssert threw(Class<? extends Throwable> type, @Nullable String message) {
    assertThat(result().failure()).as("failure").isExactlyInstanceOf(type).hasMessage(message);
    return this;
  }
}
