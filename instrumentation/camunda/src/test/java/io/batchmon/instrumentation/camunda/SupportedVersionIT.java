package io.batchmon.instrumentation.camunda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theCamundaUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String version = versions.get(Integer.getInteger("version.line", 1));

    Path jar =
        Path.of(ProcessEngine.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(versions).hasSize(2);
    assertThat(jar.getFileName()).hasToString("camunda-engine-" + version + ".jar");
  }
}
