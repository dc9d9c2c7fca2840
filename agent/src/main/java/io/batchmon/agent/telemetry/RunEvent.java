package io.batchmon.agent.telemetry;

import io.batchmon.agent.alert.AlertNote;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.FailureText;
import io.batchmon.agent.run.LoggedLine;
import io.batchmon.job.JobName;
import org.jspecify.annotations.Nullable;

/** What the application's thread leaves for the telemetry thread. */
final class RunEvent {
  enum Type {
    STARTED,
    ENDED,
    DISCARDED,
    MISSED,
    LOGGED,
    ALERTED,
    ADVICE_FAILED,
    SEGMENT,
    SEGMENT_IN_RUN
  }

  final Type type;
  final @Nullable ActiveRun run;
  final @Nullable JobName job;
  final String text;
  final @Nullable LoggedLine line;
  final @Nullable FailureText thrown;

  final @Nullable AlertNote alert;

  private RunEvent(Type type, @Nullable ActiveRun run, @Nullable JobName job, String text) {
    this(type, run, job, text, null, null, null);
  }

  private RunEvent(
      Type type,
      @Nullable ActiveRun run,
      @Nullable JobName job,
      String text,
      @Nullable LoggedLine line,
      @Nullable FailureText thrown,
      @Nullable AlertNote alert) {
    this.alert = alert;
    this.type = type;
    this.run = run;
    this.job = job;
    this.text = text;
    this.line = line;
    this.thrown = thrown;
  }

  static RunEvent of(Type type, ActiveRun run) {
    return new RunEvent(type, run, null, "");
  }

  static RunEvent missed(JobName job, String reason) {
    return new RunEvent(Type.MISSED, null, job, reason);
  }

  static RunEvent alerted(AlertNote note) {
    return new RunEvent(Type.ALERTED, null, null, "", null, null, note);
  }

  static RunEvent adviceFailed(String hook) {
    return new RunEvent(Type.ADVICE_FAILED, null, null, hook);
  }

  static RunEvent segment(String document, boolean partOfRun) {
    return new RunEvent(
        partOfRun ? Type.SEGMENT_IN_RUN : Type.SEGMENT, null, null, document, null, null, null);
  }

  boolean isSegment() {
    return type == Type.SEGMENT || type == Type.SEGMENT_IN_RUN;
  }

  static RunEvent logged(ActiveRun run, LoggedLine line, @Nullable FailureText thrown) {
    return new RunEvent(Type.LOGGED, run, null, "", line, thrown, null);
  }
}
