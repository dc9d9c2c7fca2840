package io.batchmon.instrumentation.elasticjob;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theElasticJobUnderTestIsTheOneTheListNames() throws Exception {
    List<String> lines = List.of("floor", "two", "three", "newest");
    int line = lines.indexOf(System.getProperty("version.line", "newest"));
    String version = Files.readAllLines(Path.of("supported-versions.txt")).get(line);
    Class<?> job =
        line < 2
            ? com.dangdang.ddframe.job.lite.api.JobScheduler.class
            : org.apache.shardingsphere.elasticjob.lite.api.bootstrap.JobBootstrap.class;

    Path jar = Path.of(job.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(jar.getFileName().toString()).endsWith("-lite-core-" + version + ".jar");
  }
}
