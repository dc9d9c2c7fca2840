package io.batchmon.instrumentation.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.CommandLineRunner;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  private static final List<String> LINES = List.of("floor", "two", "three", "newest");

  @Test
  void theBootUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String line = System.getProperty("version.line", "newest");

    Path jar =
        Path.of(
            CommandLineRunner.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(versions).hasSameSizeAs(LINES);
    assertThat(jar.getFileName())
        .hasToString("spring-boot-" + versions.get(LINES.indexOf(line)) + ".jar");
  }
}
