package io.batchmon.instrumentation.jms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  private static final Map<String, String> CLASSES =
      Map.of(
          "activemq",
          "org.apache.activemq.ActiveMQConnectionFactory",
          "artemis",
          "org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory");

  static List<String> lines() throws Exception {
    return Files.readAllLines(Path.of("supported-versions.txt"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void whatIsUnderTestIsWhatTheListNames(String line) throws Exception {
    String[] columns = line.split(" ", -1);
    boolean floor = System.getProperty("version.line", "newest").equals("floor");

    Class<?> type = Class.forName(CLASSES.get(columns[0]), false, getClass().getClassLoader());

    assertThat(
            Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .getFileName()
                .toString())
        .endsWith('-' + columns[floor ? 1 : 2] + ".jar");
  }
}
