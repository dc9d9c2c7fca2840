package io.batchmon.agent.config;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the machine is called. Asks no name server, which may take seconds to answer. */
public final class HostName {
  private HostName() {}

  /**
   * From the environment, else from the system's own files; empty if neither tells.
   *
   * @param root of the file system
   */
  public static String of(Map<String, String> environment, File root) {
    for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
      String name = environment.get(variable);
      if (name != null && !name.isEmpty()) {
        return name;
      }
    }
    for (String file : new String[] {"proc/sys/kernel/hostname", "etc/hostname"}) {
      String name = firstLine(new File(root, file));
      if (name != null && !name.isEmpty()) {
        return name;
      }
    }
    return "";
  }

  private static @Nullable String firstLine(File file) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(file), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      return line == null ? null : line.trim();
    } catch (IOException | SecurityException absent) {
      return null;
    }
  }
}
