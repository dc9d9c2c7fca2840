package io.batchmon.job;

/**
 * A message that is sent, or some that came, and no run of its own: it is added up in the run
 * around it. Its end tells whether it failed, and how long it took; attributes of its result are
 * not looked at.
 */
public interface SummedCall extends OpenRun {
  /** How many messages and bytes that is; before the end. One message of no size without it. */
  void counts(long messages, long bytes);

  /** It began this long ago, and nobody had asked then. */
  void agoNanos(long nanos);
}
