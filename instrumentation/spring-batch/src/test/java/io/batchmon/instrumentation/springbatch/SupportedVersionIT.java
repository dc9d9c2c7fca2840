package io.batchmon.instrumentation.springbatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.Job;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theSpringBatchUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String version = versions.get(Integer.getInteger("version.line", 1));

    Path jar = Path.of(Job.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(versions).hasSize(4);
    assertThat(jar.getFileName()).hasToString("spring-batch-core-" + version + ".jar");
  }
}
