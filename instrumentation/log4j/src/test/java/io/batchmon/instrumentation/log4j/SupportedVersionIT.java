package io.batchmon.instrumentation.log4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Logger;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theLog4jUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String line = System.getProperty("version.line", "newest");
    String version = versions.get(List.of("floor", "middle", "newest").indexOf(line));

    Path jar = Path.of(Logger.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(jar.getFileName()).hasToString("log4j-core-" + version + ".jar");
    // why: one line runs once more, with the map that makes no garbage
    if (Boolean.getBoolean("log4j2.garbagefreeThreadContextMap")) {
      assertThat(ThreadContext.getThreadContextMap().getClass().getSimpleName())
          .startsWith("GarbageFree");
    }
  }
}
