package io.batchmon.agent.alert;

import io.batchmon.job.JobName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One decision of alerting: a message, or that there is none. Its texts are as the application
 * wrote them where they are a job's name, and redacted otherwise. Immutable.
 */
public final class AlertNote {
  private final Reason reason;
  private final Incident incident;
  private final Severity severity;
  private final @Nullable AlertEvent event;
  private final String line;
  private final List<String> channels;
  private final long passedOver;
  private final long millis;

  AlertNote(
      Reason reason,
      Incident incident,
      Severity severity,
      @Nullable AlertEvent event,
      String line,
      List<String> channels,
      long passedOver,
      long millis) {
    this.reason = reason;
    this.incident = incident;
    this.severity = severity;
    this.event = event;
    this.line = line;
    this.channels = Collections.unmodifiableList(new ArrayList<>(channels));
    this.passedOver = passedOver;
    this.millis = millis;
  }

  public Reason reason() {
    return reason;
  }

  public AlertKind kind() {
    return incident.kind();
  }

  public JobName job() {
    return incident.job();
  }

  public Severity severity() {
    return severity;
  }

  /** The same for all that is said of one incident, in any JVM; 16 hexadecimal digits. */
  public String incidentId() {
    return Fingerprint.hash(incident.identity());
  }

  /** Failures of the incident so far. */
  public int failures() {
    return incident.count();
  }

  /** The run that it is about; null where only time has passed, or its JVM is gone. */
  public @Nullable AlertEvent event() {
    return event;
  }

  /** All of it in one line. */
  public String line() {
    return line;
  }

  /** Which have taken the message, in this order; empty where none has, or none was to be sent. */
  public List<String> channels() {
    return channels;
  }

  /** Decisions against a message before this one that were not noted, as there were too many. */
  public long passedOver() {
    return passedOver;
  }

  /** Whether it is about something that is wrong. */
  public boolean isError() {
    return reason.isTold() && reason != Reason.RECOVERED && incident.count() > 0;
  }

  /** Epoch milliseconds. */
  public long millis() {
    return millis;
  }
}
