package io.batchmon.job;

/** Makes the text of a line. Called in the thread that writes it. */
public interface LogFormat {
  /** The whole line, with what ends it. */
  String textOf(LogLine line);
}
