package io.batchmon.instrumentation.springamqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  @Test
  void theSpringAmqpUnderTestIsTheOneTheListNames() throws Exception {
    int line = List.of("floor", "newest").indexOf(System.getProperty("version.line", "newest"));
    String version = Files.readAllLines(Path.of("supported-versions.txt")).get(line);

    Path jar =
        Path.of(
            SimpleMessageListenerContainer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());

    assertThat(jar.getFileName()).hasToString("spring-rabbit-" + version + ".jar");
  }
}
