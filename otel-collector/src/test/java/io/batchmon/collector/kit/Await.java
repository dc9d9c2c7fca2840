package io.batchmon.collector.kit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** Asks again and again until something is so, for at most a minute. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Await() {}

  /** Until it is true. */
  public static void until(String what, Callable<Boolean> condition) {
    value(what, () -> condition.call() ? Optional.of(true) : Optional.empty());
  }

  /** Until the assertions hold; the last failure is what the test then fails with. */
  public static void holds(String what, Assertions assertions) {
    value(
        what,
        () -> {
          assertions.check();
          return Optional.of(true);
        });
  }

  /** Until there is a value. */
  public static <T> T value(String what, ThrowingSupplier<Optional<T>> question) {
    return value(what, LIMIT, question);
  }

  /** The same with another limit. */
  public static <T> T value(String what, Duration limit, ThrowingSupplier<Optional<T>> question) {
    long deadline = System.nanoTime() + limit.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    Throwable last = null;
    do {
      try {
        Optional<T> answer = question.get();
        if (answer.isPresent()) {
          return answer.get();
        }
        last = null;
      } catch (GaveUp hopeless) {
        throw hopeless;
      } catch (Throwable notYet) {
        last = notYet;
      }
      try {
        if (never.await(100, TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException();
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new AssertionError(what, interrupted);
      }
    } while (System.nanoTime() < deadline);
    throw new AssertionError(what + ": not within " + limit, last);
  }

  /** What may fail for a while. */
  @FunctionalInterface
  public interface Assertions {
    void check() throws Exception;
  }

  /** There is no use in asking again. */
  static final class GaveUp extends AssertionError {
    private static final long serialVersionUID = 1;

    GaveUp(String message) {
      super(message);
    }
  }
}
