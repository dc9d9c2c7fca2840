package io.batchmon.job;

import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A function of the application that works for the run it was given to the JDK in, whichever thread
 * calls it and whenever. For places that let nobody see which function they were given.
 */
@SuppressWarnings("unchecked") // why: each is called as what it was given as
public final class Continuation
    implements Runnable,
        Callable<Object>,
        Supplier<Object>,
        Consumer<Object>,
        BiConsumer<Object, Object>,
        Function<Object, Object> {
  private final Object function;
  private final OpenRun run;

  private Continuation(Object function, OpenRun run) {
    this.function = function;
    this.run = run;
  }

  /** Null where the calling thread is in no run, or there is no function. */
  public static @Nullable Continuation of(@Nullable Object function) {
    OpenRun run = function == null ? null : JobRuns.current();
    return function == null || run == null || run == OpenRun.NONE
        ? null
        : new Continuation(function, run);
  }

  @Override
  public void run() {
    Object before = JobRuns.attach(run);
    try {
      ((Runnable) function).run();
    } finally {
      JobRuns.restore(before);
    }
  }

  @Override
  public Object call() throws Exception {
    Object before = JobRuns.attach(run);
    try {
      return ((Callable<Object>) function).call();
    } finally {
      JobRuns.restore(before);
    }
  }

  @Override
  public Object get() {
    Object before = JobRuns.attach(run);
    try {
      return ((Supplier<Object>) function).get();
    } finally {
      JobRuns.restore(before);
    }
  }

  @Override
  public void accept(Object value) {
    Object before = JobRuns.attach(run);
    try {
      ((Consumer<Object>) function).accept(value);
    } finally {
      JobRuns.restore(before);
    }
  }

  @Override
  public void accept(Object first, Object second) {
    Object before = JobRuns.attach(run);
    try {
      ((BiConsumer<Object, Object>) function).accept(first, second);
    } finally {
      JobRuns.restore(before);
    }
  }

  @Override
  public Object apply(Object value) {
    Object before = JobRuns.attach(run);
    try {
      return ((Function<Object, Object>) function).apply(value);
    } finally {
      JobRuns.restore(before);
    }
  }
}
