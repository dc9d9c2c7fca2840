package io.batchmon.agent.run;

import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import org.jspecify.annotations.Nullable;

/** Where a run belongs that begins while another one is current on its thread. */
enum Nesting {
  /** It is the current run once more, seen by a second framework. */
  SAME,
  /** It is a part of the current run. */
  CHILD,
  /** It starts a trace of its own. */
  ROOT;

  static Nesting of(@Nullable JobRun current, JobRun next) {
    if (current == null) {
      return ROOT;
    }
    if (next.kind() == RunKind.JOB
        && current.kind() == RunKind.JOB
        && current.name().name().equals(next.name().name())) {
      return SAME;
    }
    return CHILD;
  }
}
