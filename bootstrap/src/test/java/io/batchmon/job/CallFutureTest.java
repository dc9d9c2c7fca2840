package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** How a call ends that goes on without a thread. */
class CallFutureTest {
  private final List<RunResult> results = new ArrayList<>();
  private final CompletableFuture<String> future = new CompletableFuture<>();

  private RunResult resultAfter(Runnable completion) {
    CallFuture.endWith(future, new Call());
    assertThat(results).isEmpty();
    completion.run();
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  @Test
  void valueIsASuccess() {
    assertThat(resultAfter(() -> future.complete("x")).outcome()).isEqualTo(RunOutcome.SUCCEEDED);
  }

  @Test
  void exceptionIsTheFailureWithoutWhatFuturesWrapAroundIt() {
    IllegalStateException failure = new IllegalStateException("No disk");

    RunResult result =
        resultAfter(() -> future.completeExceptionally(new CompletionException(failure)));

    assertThat(result.outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(result.failure()).isSameAs(failure);
  }

  @Test
  void cancelledFutureIsAStoppedCall() {
    RunResult result = resultAfter(() -> future.cancel(true));

    assertThat(result.outcome()).isEqualTo(RunOutcome.STOPPED);
    assertThat(result.reason()).isEqualTo("cancelled");
  }

  private final class Call implements OpenRun {
    @Override
    public void end(RunResult result) {
      results.add(result);
    }

    @Override
    public void leave() {}

    @Override
    public boolean stopRequested() {
      return false;
    }

    @Override
    public RunKind kind() {
      return RunKind.CALL;
    }
  }
}
