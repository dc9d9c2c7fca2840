package io.batchmon.job;

/** An object of ours that a framework was given instead of the application's. */
public interface StandIn {
  /** The application's own. */
  Object standsFor();
}
