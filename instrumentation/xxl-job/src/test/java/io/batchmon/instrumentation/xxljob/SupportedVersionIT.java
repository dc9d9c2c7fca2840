package io.batchmon.instrumentation.xxljob;

import static org.assertj.core.api.Assertions.assertThat;

import com.xxl.job.core.executor.XxlJobExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theXxlJobUnderTestIsTheOneTheListNames() throws Exception {
    int line =
        List.of("floor", "three", "newest").indexOf(System.getProperty("version.line", "newest"));
    String version = Files.readAllLines(Path.of("supported-versions.txt")).get(line);

    Path jar =
        Path.of(XxlJobExecutor.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(jar.getFileName()).hasToString("xxl-job-core-" + version + ".jar");
  }
}
