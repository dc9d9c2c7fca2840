package io.batchmon.agent.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Which batchmon this is. */
public final class Version {
  private static final String UNKNOWN = "unknown";

  private Version() {}

  /** As the build wrote it into the jar; {@code unknown} where there is no jar. */
  public static String text() {
    ClassLoader loader = Version.class.getClassLoader();
    try (InputStream in = loader == null ? null : loader.getResourceAsStream("batchmon.version")) {
      if (in == null) {
        return UNKNOWN;
      }
      String line =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      return line == null ? UNKNOWN : line;
    } catch (IOException failure) {
      return UNKNOWN;
    }
  }
}
