package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A program of its own: a job that fails in a hot loop, each failure decided about as in the agent.
 * Writes into the file named how many of them came without a stack, and how many opened an
 * incident.
 */
final class HotLoop {
  private static final int STACKLESS = 5;

  private HotLoop() {}

  public static void main(String[] args) throws IOException {
    TickingClock clock = new TickingClock();
    AgentLog log = AgentLog.to(System.err);
    AlertConfig config =
        AlertConfig.of(new Settings(Map.of(), log), text -> text, "service", "production", "host");
    Incidents incidents = Messages.incidents(config, 10, Jobs.NOBODY);
    int most = Integer.parseInt(args[1]);
    int stackless = 0;
    int opened = 0;
    for (int i = 0; i < most && stackless < STACKLESS; i++) {
      try {
        length(i < 0 ? "" : null);
      } catch (NullPointerException thrown) {
        boolean weak = thrown.getStackTrace().length == 0;
        stackless += weak ? 1 : 0;
        // why: each of them decided about would take long, and the loop would not get hot
        if (weak || i % 100_000 == 0) {
          JobRun run = JobRun.builder(RunKind.JOB, Jobs.NIGHTLY).build();
          AlertEvent event = Jobs.event(clock, run, RunResult.failed(thrown));
          incidents.failed(event, 1, clock.currentMillis(), clock.nanoTime());
          AlertMessage message = incidents.poll(clock.currentMillis(), clock.nanoTime(), true);
          opened += message != null && message.reason() == Reason.FIRST_FAILURE ? 1 : 0;
        }
      }
    }
    Files.writeString(Path.of(args[0]), "stackless=" + stackless + " opened=" + opened);
  }

  private static int length(String text) {
    return text.length();
  }
}
