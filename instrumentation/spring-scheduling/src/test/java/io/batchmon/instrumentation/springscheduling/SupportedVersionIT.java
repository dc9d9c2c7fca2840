package io.batchmon.instrumentation.springscheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.TaskScheduler;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  private static final List<String> LINES = List.of("floor", "five", "six", "newest");

  @Test
  void theSpringUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String line = System.getProperty("version.line", "newest");

    Path jar =
        Path.of(TaskScheduler.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(versions).hasSameSizeAs(LINES);
    assertThat(jar.getFileName())
        .hasToString("spring-context-" + versions.get(LINES.indexOf(line)) + ".jar");
  }
}
