package io.batchmon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageInfoTest {
  private static final int MOST_LINES = 5;

  @TempDir Path folder;

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    for (String module : List.of("agent", "bootstrap", "instrumentation")) {
      assertThat(violations(Path.of("..", module))).isEmpty();
    }
  }

  @Test
  void packageThatSaysNothingOrTooMuchIsRefused() throws IOException {
    Path silent = Files.createDirectories(folder.resolve("src/main/java/silent"));
    Files.writeString(silent.resolve("A.java"), "package silent; class A {}");
    Path chatty = Files.createDirectories(folder.resolve("src/main/java/chatty"));
    Files.writeString(chatty.resolve("A.java"), "package chatty; class A {}");
    Files.writeString(
        chatty.resolve("package-info.java"), "/**\n" + " * Words.\n".repeat(6) + " */\npackage c;");
    Path mute = Files.createDirectories(folder.resolve("src/main/java/mute"));
    Files.writeString(mute.resolve("package-info.java"), "package mute;");

    assertThat(violations(folder))
        .containsExactlyInAnyOrder(
            silent + " has no package-info.java",
            chatty + " says it in more than 5 lines",
            mute + " says nothing");
  }

  private static Set<String> violations(Path module) throws IOException {
    Set<String> violations = new TreeSet<>();
    try (Stream<Path> files = Files.walk(module)) {
      for (Path file : files.filter(PackageInfoTest::isSource).toList()) {
        Path folder = file.getParent();
        Path info = folder.resolve("package-info.java");
        if (!Files.exists(info)) {
          violations.add(folder + " has no package-info.java");
          continue;
        }
        List<String> lines = Files.readAllLines(info);
        int from = lines.indexOf("/**");
        long said = lines.stream().filter(line -> line.startsWith(" * ")).count();
        boolean isOneLine = lines.stream().anyMatch(line -> line.startsWith("/** "));
        if (from < 0 && !isOneLine) {
          violations.add(folder + " says nothing");
        } else if (said > MOST_LINES) {
          violations.add(folder + " says it in more than " + MOST_LINES + " lines");
        }
      }
    }
    return violations;
  }

  private static boolean isSource(Path file) {
    String path = file.toString();
    return path.endsWith(".java")
        && path.contains("/src/main/java/")
        && !path.contains("/target/")
        && !path.contains("/benchmark/");
  }
}
