package io.batchmon.instrumentation.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.component.timer.TimerEndpoint;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theCamelUnderTestIsTheOneTheListNames() throws Exception {
    int line =
        List.of("floor", "three", "newest").indexOf(System.getProperty("version.line", "newest"));
    String version = Files.readAllLines(Path.of("supported-versions.txt")).get(line);

    Path jar =
        Path.of(TimerEndpoint.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(jar.getFileName().toString()).endsWith("-" + version + ".jar");
  }
}
