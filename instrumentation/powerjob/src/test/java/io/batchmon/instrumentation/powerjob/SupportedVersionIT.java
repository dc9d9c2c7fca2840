package io.batchmon.instrumentation.powerjob;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tech.powerjob.worker.PowerJobWorker;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void thePowerJobUnderTestIsTheOneTheListNames() throws Exception {
    int line = List.of("floor", "newest").indexOf(System.getProperty("version.line", "newest"));
    String version = Files.readAllLines(Path.of("supported-versions.txt")).get(line);

    Path jar =
        Path.of(PowerJobWorker.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(jar.getFileName()).hasToString("powerjob-worker-" + version + ".jar");
  }
}
