package io.batchmon.agent.propagation;

import io.batchmon.agent.run.ActiveRun;
import org.jspecify.annotations.Nullable;

/** One way of writing a trace, or what travels with it, into headers. Stateless. */
interface TraceFormat {
  /** The headers that are read, in lower case. */
  String[] names();

  /**
   * Reads what can be trusted; whatever cannot is as if it were not there.
   *
   * @param values of headers, those of {@link #names} at this place and behind it
   */
  void read(@Nullable String[] values, int first, Incoming into);

  /** How many headers {@link #write} writes. */
  int count(ActiveRun run);

  /** Writes names and values in turn at this place; returns the place behind them. */
  int write(ActiveRun run, String[] into, int at);
}
