package io.batchmon.instrumentation.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.context.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  private static final List<String> LINES = List.of("floor", "newest");

  @Test
  void theContextUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String line = System.getProperty("version.line", "newest");

    Path jar = Path.of(Context.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(versions).hasSameSizeAs(LINES);
    assertThat(jar.getFileName())
        .hasToString("opentelemetry-context-" + versions.get(LINES.indexOf(line)) + ".jar");
  }
}
