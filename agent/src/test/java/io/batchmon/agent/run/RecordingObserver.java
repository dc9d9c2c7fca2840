package io.batchmon.agent.run;

import java.util.ArrayList;
import java.util.List;

/** Remembers what it is told. */
final class RecordingObserver implements RunObserver {
  final List<ActiveRun> started = new ArrayList<>();
  final List<ActiveRun> ended = new ArrayList<>();
  final List<ActiveRun> discarded = new ArrayList<>();

  @Override
  public void started(ActiveRun run) {
    started.add(run);
  }

  @Override
  public void ended(ActiveRun run) {
    ended.add(run);
  }

  @Override
  public void discarded(ActiveRun run) {
    discarded.add(run);
  }
}
