package io.batchmon.instrumentation.quartz1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theQuartzUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String line = System.getProperty("version.line", "newest");
    String version = line.equals("floor") ? versions.get(0) : versions.get(versions.size() - 1);

    Path jar = Path.of(Scheduler.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(jar.getFileName()).hasToString("quartz-" + version + ".jar");
  }
}
