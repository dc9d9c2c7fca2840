package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunResultTest {
  static RunResult[] everyKind() {
    return new RunResult[] {
      RunResult.succeeded(),
      RunResult.failed(new IllegalStateException("No disk")),
      RunResult.failed("no rows", "FAILED"),
      RunResult.stopped(null),
      RunResult.skipped("lock taken"),
      RunResult.rejected(new IllegalStateException("No disk")),
      RunResult.rejected("already running", "RUNNING"),
      RunResult.aborted("exit 3", "exit"),
      RunResult.lost("JVM gone"),
    };
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void errorHasAFailureOrAReasonAndNothingElseHasAFailure(RunResult result) {
    if (result.outcome().isError()) {
      assertThat(
              result.failure() != null || (result.reason() != null && result.errorType() != null))
          .isTrue();
    } else {
      assertThat(result.failure()).isNull();
      assertThat(result.errorType()).isNull();
    }
  }

  @Test
  void changedCopiesKeepTheRest() {
    Throwable failure = new IllegalStateException("No disk");
    RunResult result =
        RunResult.failed(failure)
            .withStatus("FAILED")
            .withExitCode("3")
            .withAttribute("rows", 7L)
            .withAttribute("none", null)
            .retried();

    assertThat(result.outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(result.failure()).isSameAs(failure);
    assertThat(result.status()).isEqualTo("FAILED");
    assertThat(result.exitCode()).isEqualTo("3");
    assertThat(result.isRetried()).isTrue();
    assertThat(result.attributeCount()).isEqualTo(1);
    assertThat(result.attributeName(0)).isEqualTo("rows");
    assertThat(result.attributeValue(0)).isEqualTo(7L);
    assertThat(RunResult.failed(failure).isRetried()).isFalse();
  }

  @Test
  void whatIsKeptAfterTheEndHoldsNoException() {
    RunResult kept =
        RunResult.failed(new IllegalStateException("No disk"))
            .withStatus("FAILED")
            .retried()
            .withoutFailure();

    assertThat(kept.failure()).isNull();
    assertThat(kept.outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(kept.status()).isEqualTo("FAILED");
    assertThat(kept.isRetried()).isTrue();
  }

  @Test
  void sharedSuccessIsNotChangedByItsCopies() {
    RunResult.succeeded().withStatus("COMPLETED").withAttribute("rows", 1L);

    assertThat(RunResult.succeeded().status()).isNull();
    assertThat(RunResult.succeeded().attributeCount()).isZero();
  }

  @Test
  void mappedResultHasEachTextPassedThroughAndTheRestAsItWas() {
    RunResult result =
        RunResult.failed("reason", "type")
            .withStatus("status")
            .withExitCode("code")
            .scheduleDied("others")
            .retried()
            .withAttribute("a", "text")
            .withAttribute("b", 2L);
    RunResult mapped = result.mapped(text -> "<" + text + ">");

    assertThat(mapped).hasToString("FAILED <reason> (retried)");
    assertThat(mapped.errorType()).isEqualTo("<type>");
    assertThat(mapped.status()).isEqualTo("<status>");
    assertThat(mapped.exitCode()).isEqualTo("<code>");
    assertThat(mapped.diedWith()).isEqualTo("<others>");
    assertThat(mapped.attributeValue(0)).isEqualTo("<text>");
    assertThat(mapped.attributeValue(1)).isEqualTo(2L);
    assertThat(RunResult.succeeded().mapped(text -> "x").reason()).isNull();
  }

  @Test
  void verdictCountsWhereTheRunEndsWell() {
    IllegalStateException failure = new IllegalStateException("Bad file");
    RunResult verdict = RunResult.failed(failure);
    assertThat(RunResult.succeeded().withVerdict(verdict).failure()).isSameAs(failure);

    RunResult own = RunResult.failed(new IllegalArgumentException("Bad date"));
    assertThat(own.withVerdict(verdict).failure()).isSameAs(own.failure());
    assertThat(RunResult.failed("no file", "nofile").withVerdict(verdict).failure()).isNull();
    assertThat(RunResult.aborted("System.exit", "exit").withVerdict(verdict).outcome())
        .isEqualTo(RunOutcome.ABORTED);
  }

  @Test
  void verdictCountsWhereAllThatIsKnownIsAnExitCode() {
    RunResult own = RunResult.failed("exit code 1", "exit").withExitCode("1");
    IllegalStateException failure = new IllegalStateException("Bad file");

    RunResult failed = own.withVerdict(RunResult.failed(failure));
    assertThat(failed.failure()).isSameAs(failure);
    assertThat(failed.exitCode()).isEqualTo("1");
    RunResult stopped = own.withVerdict(RunResult.stopped("cancelled"));
    assertThat(stopped.outcome()).isEqualTo(RunOutcome.STOPPED);
    assertThat(stopped.exitCode()).isEqualTo("1");

    for (RunResult verdict : new RunResult[] {RunResult.succeeded(), RunResult.skipped("locked")}) {
      RunResult result = own.withVerdict(verdict);
      assertThat(result.outcome()).isEqualTo(RunOutcome.FAILED);
      assertThat(result.reason()).isEqualTo("exit code 1");
    }
  }
}
