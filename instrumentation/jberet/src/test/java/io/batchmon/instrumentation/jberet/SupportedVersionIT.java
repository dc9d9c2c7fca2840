package io.batchmon.instrumentation.jberet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jberet.spi.BatchEnvironment;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theJberetUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String line = System.getProperty("version.line", "newest");
    String version = line.equals("floor") ? versions.get(0) : versions.get(versions.size() - 1);

    Path jar =
        Path.of(BatchEnvironment.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(versions).hasSize(2);
    assertThat(jar.getFileName()).hasToString("jberet-core-" + version + ".jar");
  }
}
