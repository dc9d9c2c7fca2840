package io.batchmon.agent.config;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Settings as a user has written them, in one or more places. */
final class Written {
  private String argument = "";
  private final Properties system = new Properties();
  private final Map<String, String> environment = new HashMap<>();
  private byte[] file = new byte[0];
  private boolean hasFile;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  static Written argument(String text) {
    return new Written().andArgument(text);
  }

  static Written system(String name, String value) {
    return new Written().andSystem(name, value);
  }

  static Written environment(String name, String value) {
    return new Written().andEnvironment(name, value);
  }

  static Written file(String text) {
    return new Written().andFile(text);
  }

  static Written file(byte[] bytes) {
    return new Written().andFile(bytes);
  }

  Written andArgument(String text) {
    argument = text;
    return this;
  }

  Written andSystem(String name, String value) {
    system.setProperty(name, value);
    return this;
  }

  Written andEnvironment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Written andFile(String text) {
    return andFile(text.getBytes(StandardCharsets.UTF_8));
  }

  Written andFile(byte[] bytes) {
    file = bytes.clone();
    hasFile = true;
    return this;
  }

  /** Reads them; FILE and FOLDER stand for paths in that folder. */
  Settings read(Path folder) throws IOException {
    Path path = folder.resolve("batchmon.properties");
    if (hasFile) {
      Files.write(path, file);
      if (argument.isEmpty() && !system.containsKey("batchmon.config")) {
        system.setProperty("batchmon.config", path.toString());
      }
    }
    system.replaceAll((name, value) -> value.toString().replace("FOLDER", folder.toString()));
    PrintStream stderr = new PrintStream(said, true, StandardCharsets.UTF_8);
    return SettingsReader.read(
        argument.replace("FILE", path.toString()).replace("FOLDER", folder.toString()),
        system,
        environment,
        AgentLog.to(stderr));
  }

  /** All that was said until now, with FILE and FOLDER in place of the paths. */
  String said(Path folder) {
    return said.toString(StandardCharsets.UTF_8)
        .replace(folder.resolve("batchmon.properties").toString(), "FILE")
        .replace(folder.toString(), "FOLDER")
        .strip();
  }

  @Override
  public String toString() {
    return argument + system + environment + new String(file, StandardCharsets.ISO_8859_1);
  }
}
