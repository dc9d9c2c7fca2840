package com.acme.night;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;

/** What a scheduler that makes up names would do: many jobs, many runs of each. */
public final class ManyRuns {
  private ManyRuns() {}

  /** How many names, and how many runs in all. */
  public static void main(String[] args) {
    int names = Integer.parseInt(args[0]);
    int runs = Integer.parseInt(args[1]);
    for (int i = 0; i < runs; i++) {
      JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("custom", "import-" + i % names)))
          .end(RunResult.succeeded());
    }
  }
}
