package io.batchmon.instrumentation.openejb;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/** Called before what went wrong is logged, which is all that becomes of it. */
public final class ProblemAdvice {
  private ProblemAdvice() {}

  public static void enter(@Nullable Throwable problem) {
    Object noted = JobRuns.noted(JobRuns.current());
    if (noted instanceof Object[] && ((Object[]) noted)[3] == null) {
      ((Object[]) noted)[3] = problem == null ? null : original(problem);
    }
  }

  // why: these say nothing but that the bean threw
  private static Throwable original(Throwable problem) {
    Throwable original = problem;
    while (original.getCause() != null && isWrapper(original.getClass().getName())) {
      original = original.getCause();
    }
    return original;
  }

  private static boolean isWrapper(String type) {
    return type.startsWith("org.apache.openejb.")
        || type.endsWith(".ejb.EJBException")
        || type.equals("java.rmi.RemoteException");
  }
}
