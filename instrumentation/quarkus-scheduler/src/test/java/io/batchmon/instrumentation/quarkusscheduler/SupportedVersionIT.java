package io.batchmon.instrumentation.quarkusscheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theQuarkusUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    Path jars = Path.of(System.getProperty("application"), "lib", "main");
    String version = versions.get(Integer.getInteger("version.line"));

    assertThat(versions).hasSize(3);
    assertThat(jars.resolve("io.quarkus.quarkus-scheduler-common-" + version + ".jar")).exists();
  }
}
