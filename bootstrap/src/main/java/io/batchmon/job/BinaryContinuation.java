package io.batchmon.job;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@link Continuation} of a function of two values, which no class can be along with the others.
 */
@SuppressWarnings("unchecked") // why: it is called as what it was given as
public final class BinaryContinuation implements BiFunction<Object, Object, Object> {
  private final Object function;
  private final OpenRun run;

  private BinaryContinuation(Object function, OpenRun run) {
    this.function = function;
    this.run = run;
  }

  /** Null where the calling thread is in no run, or there is no function. */
  public static @Nullable BinaryContinuation of(@Nullable Object function) {
    OpenRun run = function == null ? null : JobRuns.current();
    return function == null || run == null || run == OpenRun.NONE
        ? null
        : new BinaryContinuation(function, run);
  }

  @Override
  public Object apply(Object first, Object second) {
    Object before = JobRuns.attach(run);
    try {
      return ((BiFunction<Object, Object, Object>) function).apply(first, second);
    } finally {
      JobRuns.restore(before);
    }
  }
}
