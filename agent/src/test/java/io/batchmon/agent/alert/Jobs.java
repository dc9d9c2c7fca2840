package io.batchmon.agent.alert;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.LoggedLine;
import io.batchmon.agent.run.RunObserver;
import io.batchmon.agent.run.Runs;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.time.Duration;
import java.util.List;

/** Runs jobs that take a second each, for observers to see. */
public final class Jobs {
  public static final JobName NIGHTLY = JobName.of("quartz", "billing", "nightly-invoice");

  static final Incidents.Observer NOBODY =
      new Incidents.Observer() {
        @Override
        public void decided(Reason reason) {}

        @Override
        public void opened(JobName job) {}

        @Override
        public void closed(JobName job) {}

        @Override
        public void changed(Incident incident) {}

        @Override
        public void pending(AlertMessage message) {}

        @Override
        public void dropped(AlertMessage message) {}
      };

  static final AlertRoute.Observer UNOBSERVED =
      new AlertRoute.Observer() {
        @Override
        public void delivered(AlertMessage message, String channel) {}

        @Override
        public void settled(AlertMessage message) {}

        @Override
        public void wakeUp() {}
      };

  private final TickingClock clock;
  private final Runs runs;

  public Jobs(TickingClock clock, RunObserver... observers) {
    this.clock = clock;
    this.runs =
        new Runs(
            clock,
            List.of(observers),
            (observer, failure) -> {
              throw new AssertionError(observer, failure);
            });
  }

  public OpenRun begin(JobName name) {
    return runs.begin(JobRun.builder(RunKind.JOB, name).build(), null, null);
  }

  public void run(JobRun run, RunResult result) {
    OpenRun open = runs.begin(run, null, null);
    clock.advance(Duration.ofSeconds(1));
    open.end(result);
  }

  public void run(JobName name, RunResult result) {
    run(JobRun.builder(RunKind.JOB, name).build(), result);
  }

  public void fail(JobName name) {
    run(name, RunResult.failed(Thrown.badFile()));
  }

  public void succeed(JobName name) {
    run(name, RunResult.succeeded());
  }

  /** The event of one run, without an engine. */
  static AlertEvent event(TickingClock clock, JobRun run, RunResult result, LoggedLine... lines) {
    AlertEvent[] seen = new AlertEvent[1];
    RunObserver observer =
        new RunObserver() {
          @Override
          public void started(ActiveRun started) {
            for (LoggedLine line : lines) {
              started.logTail(lines.length).add(line);
            }
          }

          @Override
          public void ended(ActiveRun ended) {
            seen[0] =
                result.outcome().isError()
                    ? AlertEvent.failure(ended, result, "key")
                    : AlertEvent.success(ended, result);
          }
        };
    new Jobs(clock, observer).run(run, result);
    return seen[0];
  }
}
