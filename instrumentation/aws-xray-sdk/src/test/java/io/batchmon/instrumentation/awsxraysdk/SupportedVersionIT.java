package io.batchmon.instrumentation.awsxraysdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  private static final List<String> LINES = List.of("floor", "newest");

  @Test
  void theSdkUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String line = System.getProperty("version.line", "newest");

    Path jar = Path.of(AWSXRay.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(versions).hasSameSizeAs(LINES);
    assertThat(jar.getFileName())
        .hasToString("aws-xray-recorder-sdk-core-" + versions.get(LINES.indexOf(line)) + ".jar");
  }
}
