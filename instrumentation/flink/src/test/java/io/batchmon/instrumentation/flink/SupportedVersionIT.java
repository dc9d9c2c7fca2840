package io.batchmon.instrumentation.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theFlinkUnderTestIsTheOneTheListNames() throws Exception {
    int line = Integer.parseInt(System.getProperty("version.line", "1"));
    String version = Files.readAllLines(Path.of("supported-versions.txt")).get(line);

    assertThat(jarOf(CliFrontend.class)).endsWith("-" + version + ".jar");
    assertThat(jarOf(StreamExecutionEnvironment.class)).endsWith("-" + version + ".jar");
  }

  private static String jarOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
