package io.batchmon.instrumentation.springjms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theSpringJmsUnderTestIsTheOneTheListNames() throws Exception {
    int line = List.of("floor", "newest").indexOf(System.getProperty("version.line", "newest"));
    String version = Files.readAllLines(Path.of("supported-versions.txt")).get(line);

    Path jar =
        Path.of(
            DefaultMessageListenerContainer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());

    assertThat(jar.getFileName()).hasToString("spring-jms-" + version + ".jar");
  }
}
