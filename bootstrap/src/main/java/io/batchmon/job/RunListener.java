package io.batchmon.job;

import org.jspecify.annotations.Nullable;

/**
 * The one seam between woven code and whoever listens. Called in the threads of the application.
 */
public interface RunListener {
  String[] NO_HEADERS = new String[0];

  /**
   * A run began in the calling thread.
   *
   * @param owner the framework's run object, by which {@link #open} finds the run again; null where
   *     start and end are one method
   * @param parent the run that this one is a part of, where the framework knows; else null
   */
  OpenRun started(JobRun run, @Nullable Object owner, @Nullable OpenRun parent);

  /**
   * The open run for this framework object (compared by identity), or null.
   *
   * @param inAnyThread false: only runs that began in the calling thread
   */
  @Nullable OpenRun open(Object owner, boolean inAnyThread);

  /** The innermost open run of the calling thread, or null. */
  @Nullable OpenRun current();

  /**
   * Somebody asks open runs to stop, or takes the request back.
   *
   * @param instanceId limits the request to one piece of work; null means every run of the job
   */
  void stopRequested(@Nullable JobName name, @Nullable String instanceId, boolean requested);

  /**
   * A scheduler says that a run did not start when it should have.
   *
   * @param scheduledMillis epoch milliseconds, or {@link JobRun#NO_TIME}
   */
  void missed(JobName name, long scheduledMillis, String reason);

  /**
   * The calling thread works for this run from now on, begun by whichever thread and perhaps ended
   * meanwhile: runs that begin here are parts of it.
   *
   * @return what {@link #restore} takes; null if nothing was changed
   */
  default @Nullable Object attach(OpenRun run) {
    return null;
  }

  /**
   * The calling thread works for no run from now on.
   *
   * @return what {@link #restore} takes; null if it worked for none
   */
  default @Nullable Object suspend() {
    return null;
  }

  /**
   * The calling thread works again for what it worked for before that {@link #attach} or {@link
   * #suspend}.
   */
  default void restore(Object before) {}

  /** See {@link JobRuns#incomingHeaders}. */
  default String[] incomingHeaders() {
    return NO_HEADERS;
  }

  /** See {@link JobRuns#outgoingHeaders}. */
  default String[] outgoingHeaders(OpenRun run) {
    return NO_HEADERS;
  }

  /** See {@link JobRuns#summed}. */
  default @Nullable SummedCall summed(
      OpenRun around, String system, String operation, String destination) {
    return null;
  }

  /** See {@link JobRuns#traceId}. */
  default @Nullable String traceId(OpenRun run) {
    return null;
  }

  /** See {@link JobRuns#traceParent}. */
  default @Nullable String traceParent(OpenRun run) {
    return null;
  }

  /** See {@link JobRuns#segmentEnded}. */
  default boolean segmentEnded(String document, boolean partOfRun) {
    return false;
  }

  /** Whether the operator lets the value of a job parameter of this name be shown; mostly not. */
  default boolean isShown(String parameter) {
    return false;
  }

  /** Advice of this hook threw; the job went on. */
  void adviceFailed(String hook, Throwable failure);
}
