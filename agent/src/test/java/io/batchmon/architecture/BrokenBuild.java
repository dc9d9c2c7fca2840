package io.batchmon.architecture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Small modules that each break one rule of the build, below the real root POM. One Maven run
 * builds them all.
 */
final class BrokenBuild {
  private static final String HEADER =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <project xmlns="http://maven.apache.org/POM/4.0.0" \
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
      xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 \
      http://maven.apache.org/xsd/maven-4.0.0.xsd">
        <modelVersion>4.0.0</modelVersion>
      """;

  private static final String PARENT =
      """
        <parent>
          <groupId>io.batchmon</groupId>
          <artifactId>batchmon</artifactId>
          <version>0.1.0-SNAPSHOT</version>
          <relativePath>../../../../pom.xml</relativePath>
        </parent>
      """;

  private final Path folder;
  private final List<String> modules = new ArrayList<>();

  BrokenBuild(Path folder) throws IOException {
    this.folder = folder;
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** A module with this text after its artifactId in the POM. */
  void module(String name, String pom) throws IOException {
    modulePom(
        name, HEADER + PARENT + "  <artifactId>" + name + "</artifactId>\n" + pom + "</project>\n");
  }

  /** A module with this POM. */
  void modulePom(String name, String pom) throws IOException {
    modules.add(name);
    file(name, "pom.xml", pom);
  }

  void file(String module, String path, String text) throws IOException {
    Path file = folder.resolve(module).resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** What Maven said of each module, until its test classes are checked. */
  Map<String, String> run(Path maven) throws IOException, InterruptedException {
    StringBuilder pom = new StringBuilder(HEADER);
    pom.append("  <groupId>io.batchmon</groupId>\n  <artifactId>gates</artifactId>\n");
    pom.append("  <version>1</version>\n  <packaging>pom</packaging>\n  <modules>\n");
    for (String module : modules) {
      pom.append("    <module>").append(module).append("</module>\n");
    }
    pom.append("  </modules>\n</project>\n");
    Files.writeString(folder.resolve("pom.xml"), pom);

    List<String> command = new ArrayList<>();
    command.add(maven.toString());
    command.addAll(List.of("-B", "-o", "-fae", "-Dstyle.color=never"));
    command.add("-Dmaven.repo.local=" + System.getProperty("maven.repo.local"));
    command.add("process-test-classes");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return byModule(output);
  }

  /** Said while a module is built, and why it failed; the summary is under {@code ""}. */
  private static Map<String, String> byModule(String output) {
    Map<String, StringBuilder> parts = new LinkedHashMap<>();
    String module = "";
    for (String line : output.lines().toList()) {
      if (line.contains("< io.batchmon:")) {
        module = between(line, "< io.batchmon:", " ");
      } else if (line.startsWith("[ERROR] Failed to execute goal")) {
        module = between(line, " on project ", ":");
      } else if (line.startsWith("[INFO] Reactor Summary")) {
        module = "";
      }
      parts.computeIfAbsent(module, key -> new StringBuilder()).append(line).append('\n');
    }
    Map<String, String> said = new LinkedHashMap<>();
    parts.forEach((name, text) -> said.put(name, text.toString()));
    return said;
  }

  private static String between(String line, String before, String after) {
    String rest = line.substring(line.indexOf(before) + before.length());
    int end = rest.indexOf(after);
    return end < 0 ? rest : rest.substring(0, end);
  }
}
