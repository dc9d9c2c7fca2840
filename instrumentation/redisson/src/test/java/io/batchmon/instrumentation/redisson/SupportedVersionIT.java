package io.batchmon.instrumentation.redisson;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theRedissonUnderTestIsTheOneTheListNames() throws Exception {
    int line = List.of("floor", "newest").indexOf(System.getProperty("version.line", "newest"));
    String version = Files.readAllLines(Path.of("supported-versions.txt")).get(line);

    Path jar = Path.of(Redisson.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(jar.getFileName()).hasToString("redisson-" + version + ".jar");
  }
}
