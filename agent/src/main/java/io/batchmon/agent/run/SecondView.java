package io.batchmon.agent.run;

import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;

/** An open run as a second framework sees it: its end is no end, but its verdict counts. */
final class SecondView implements OpenRun {
  private final ActiveRun run;

  SecondView(ActiveRun run) {
    this.run = run;
  }

  @Override
  public void end(RunResult result) {
    run.secondVerdict(result);
  }

  @Override
  public void leave() {}

  @Override
  public void verdict(RunResult result) {
    run.verdict(result);
  }

  @Override
  public RunKind kind() {
    return run.kind();
  }

  @Override
  public boolean stopRequested() {
    return run.stopRequested();
  }
}
