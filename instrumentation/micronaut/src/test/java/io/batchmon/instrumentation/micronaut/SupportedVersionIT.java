package io.batchmon.instrumentation.micronaut;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.scheduling.TaskScheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theMicronautUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String version = versions.get(Integer.getInteger("version.line", 2));

    Path jar =
        Path.of(TaskScheduler.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(versions).hasSize(3);
    assertThat(jar.getFileName().toString())
        .isIn("micronaut-runtime-" + version + ".jar", "micronaut-context-" + version + ".jar");
  }
}
