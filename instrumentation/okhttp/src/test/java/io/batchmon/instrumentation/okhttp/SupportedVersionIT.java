package io.batchmon.instrumentation.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  private static final List<String> LINES = List.of("floor", "timeouts", "four", "newest");

  @Test
  void theOkHttpUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String line = System.getProperty("version.line", "newest");

    Path jar =
        Path.of(OkHttpClient.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(versions).hasSameSizeAs(LINES);
    assertThat(jar.getFileName().toString().replace("-jvm", ""))
        .isEqualTo("okhttp-" + versions.get(LINES.indexOf(line)) + ".jar");
  }
}
