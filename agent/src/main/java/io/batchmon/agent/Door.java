package io.batchmon.agent;

import io.batchmon.agent.alert.Alerts;
import io.batchmon.agent.run.JvmLife;
import io.batchmon.agent.run.Runs;
import io.batchmon.agent.telemetry.Telemetry;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunListener;
import io.batchmon.job.SummedCall;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stands behind {@link io.batchmon.job.JobRuns}. */
final class Door implements RunListener {
  private final Runs runs;
  private final HookReport report;
  private final Telemetry telemetry;
  private final Alerts alerts;
  private final Set<String> shownParameters;
  private final JvmLife life;

  Door(
      Runs runs,
      HookReport report,
      Telemetry telemetry,
      Alerts alerts,
      Set<String> shownParameters,
      JvmLife life) {
    this.runs = runs;
    this.report = report;
    this.telemetry = telemetry;
    this.alerts = alerts;
    this.shownParameters = shownParameters;
    this.life = life;
  }

  @Override
  public OpenRun started(JobRun run, @Nullable Object owner, @Nullable OpenRun parent) {
    OpenRun begun = runs.begin(run, owner, parent);
    if (run.isByScheduler() && begun != OpenRun.NONE) {
      life.periodicSeen();
    }
    return begun;
  }

  @Override
  public @Nullable OpenRun open(Object owner, boolean inAnyThread) {
    return runs.open(owner, inAnyThread);
  }

  @Override
  public @Nullable OpenRun current() {
    return runs.current();
  }

  @Override
  public void stopRequested(
      @Nullable JobName name, @Nullable String instanceId, boolean requested) {
    runs.stopRequested(name, instanceId, requested);
  }

  @Override
  public void missed(JobName name, long scheduledMillis, String reason) {
    telemetry.missed(name, scheduledMillis, reason);
    alerts.missed(name, scheduledMillis, reason);
  }

  @Override
  public @Nullable Object attach(OpenRun run) {
    return runs.attach(run);
  }

  @Override
  public @Nullable Object suspend() {
    return runs.suspend();
  }

  @Override
  public void restore(Object before) {
    runs.restore(before);
  }

  @Override
  public String[] incomingHeaders() {
    return runs.incomingHeaders();
  }

  @Override
  public String[] outgoingHeaders(OpenRun run) {
    return runs.outgoingHeaders(run);
  }

  @Override
  public @Nullable SummedCall summed(
      OpenRun around, String system, String operation, String destination) {
    return runs.summed(around, system, operation, destination);
  }

  @Override
  public @Nullable String traceId(OpenRun run) {
    return runs.traceId(run);
  }

  @Override
  public @Nullable String traceParent(OpenRun run) {
    return runs.traceParent(run);
  }

  @Override
  public boolean segmentEnded(String document, boolean partOfRun) {
    return telemetry.segmentEnded(document, partOfRun);
  }

  @Override
  public boolean isShown(String parameter) {
    return shownParameters.contains(parameter);
  }

  @Override
  public void adviceFailed(String hook, Throwable failure) {
    report.failed(hook, failure);
  }
}
