package io.batchmon.instrumentation.jobrunr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jobrunr.server.JobActivator;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theJobRunrUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String line = System.getProperty("version.line", "newest");
    String version = line.equals("floor") ? versions.get(0) : versions.get(versions.size() - 1);

    Path jar =
        Path.of(JobActivator.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(jar.getFileName()).hasToString("jobrunr-" + version + ".jar");
  }
}
