package io.batchmon.agent.telemetry;

/** Something that waits in memory to be sent. */
interface Weighed {
  /** Roughly how many bytes it keeps. */
  int weight();
}
