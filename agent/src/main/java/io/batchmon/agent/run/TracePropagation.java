package io.batchmon.agent.run;

import org.jspecify.annotations.Nullable;

/**
 * How traces cross processes, and which of them are kept. Called in the threads of the application;
 * does no I/O and takes no lock.
 */
public interface TracePropagation {
  /** Nothing crosses, everything is kept. */
  TracePropagation NONE =
      new TracePropagation() {
        @Override
        public String[] incoming() {
          return new String[0];
        }

        @Override
        public @Nullable RemoteParent extract(@Nullable String[] values) {
          return null;
        }

        @Override
        public String[] outgoing(ActiveRun run) {
          return new String[0];
        }

        @Override
        public boolean isKept(@Nullable RemoteParent remote, long traceIdLow) {
          return true;
        }

        @Override
        public long traceIdHigh(long random, long startMillis) {
          return random;
        }
      };

  /** Names of headers to be read, in lower case; always the same array. */
  String[] incoming();

  /** What those headers say; null if nothing, or nothing that can be trusted. Never throws. */
  @Nullable RemoteParent extract(@Nullable String[] values);

  /** Names and values in turn of the headers that make a call a part of this run. */
  String[] outgoing(ActiveRun run);

  /** Whether the spans of a request that begins a trace in this process are sent. */
  boolean isKept(@Nullable RemoteParent remote, long traceIdLow);

  /** The upper half of a new trace id. */
  long traceIdHigh(long random, long startMillis);
}
