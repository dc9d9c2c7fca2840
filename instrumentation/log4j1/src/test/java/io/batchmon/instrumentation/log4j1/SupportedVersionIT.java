package io.batchmon.instrumentation.log4j1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.log4j.Category;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theLog4jUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    boolean floor = System.getProperty("version.line", "newest").equals("floor");
    String jar = floor ? "log4j-" + versions.get(0) : "reload4j-" + versions.get(1);

    Path under =
        Path.of(Category.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(under.getFileName()).hasToString(jar + ".jar");
  }
}
