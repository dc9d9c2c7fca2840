package io.batchmon.agent.run;

import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import org.jspecify.annotations.Nullable;

/** Where a run belongs that begins while another one is current on its thread. */
enum Nesting {
  /** It is the current run once more, seen by a second framework: both verdicts count as one. */
  SAME,
  /** It is a part of the current run. */
  CHILD,
  /** It starts a trace of its own. */
  ROOT,
  /** It starts a trace of its own, and the run found on the thread should not have been there. */
  ROOT_BESIDE_LEAK;

  /** Frameworks that run on top of another scheduler, under the same name. */
  private static final String EMBEDDED = "elasticjob";

  /**
   * Decides.
   *
   * @param current the innermost run of the thread, or null
   */
  static Nesting of(@Nullable JobRun current, JobRun next) {
    if (current == null) {
      return ROOT;
    }
    if (isSame(current, next)) {
      return SAME;
    }
    // why: what a request is a part of, its headers say
    boolean isRoot = next.isByScheduler() || next.kind() == RunKind.REQUEST;
    return isRoot ? ROOT_BESIDE_LEAK : CHILD;
  }

  // why: of one system, two begins are two runs: a job that calls itself, or one whose end was
  // never
  // seen, and which must not swallow all later ones
  private static boolean isSame(JobRun current, JobRun next) {
    if (current.kind() != RunKind.JOB
        || next.kind() != RunKind.JOB
        || current.name().system().equals(next.name().system())) {
      return false;
    }
    String method = next.codeMethod();
    if (method != null
        && method.equals(current.codeMethod())
        && next.codeClass() != null
        && next.codeClass().equals(current.codeClass())) {
      return true;
    }
    return EMBEDDED.equals(next.name().system())
        && current.name().name().equals(next.name().name());
  }
}
