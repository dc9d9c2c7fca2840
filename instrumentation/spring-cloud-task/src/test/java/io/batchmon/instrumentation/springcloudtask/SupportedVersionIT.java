package io.batchmon.instrumentation.springcloudtask;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.task.repository.TaskExecution;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theSpringCloudTaskUnderTestIsTheOneTheListNames() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String version = versions.get(Integer.getInteger("version.line", 2));

    Path jar =
        Path.of(TaskExecution.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(versions).hasSize(3);
    assertThat(jar.getFileName()).hasToString("spring-cloud-task-core-" + version + ".jar");
  }
}
