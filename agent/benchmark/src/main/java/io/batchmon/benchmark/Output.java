package io.batchmon.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The stdout of a measured program.
 *
 * @param doneNanos {@code System.nanoTime()} when its last statement was seen; 0 if it never was
 */
record Output(List<String> lines, long doneNanos) {
  /** Reads to the end; blocks. */
  static Output of(Process process) {
    List<String> lines = new ArrayList<>();
    long done = 0;
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = reader.readLine()) != null) {
        if (line.startsWith("DONE ")) {
          done = System.nanoTime();
        }
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Output(List.copyOf(lines), done);
  }
}
