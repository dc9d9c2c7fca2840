package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.jspecify.annotations.Nullable;

/** Called before the worker logs what a processor threw, of which it keeps but the text. */
public final class SwallowedAdvice {
  private SwallowedAdvice() {}

  public static void enter(@Nullable Object last) {
    OpenRun run = JobRuns.current();
    if (run != null && last instanceof Throwable) {
      JobRuns.note(run, last);
    }
  }
}
