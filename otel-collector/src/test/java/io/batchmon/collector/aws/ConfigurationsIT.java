package io.batchmon.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.collector.kit.Collector;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which the profiles are put together is one that the collector understands. */
class ConfigurationsIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aws-classic.yaml",
        "aws-classic.yaml queue.yaml",
        "aws-native.yaml",
        "aws-native.yaml queue.yaml",
        "fleet-agent.yaml",
        "fleet-gateway.yaml"
      })
  void isValidAndUsesNothingThatIsDeprecated(String files) {
    String said =
        Collector.of("validate", folder, ("base.yaml " + files).split(" "))
            .env("AWS_REGION", StandInAws.REGION)
            .env("AWS_ACCESS_KEY_ID", "x")
            .env("AWS_SECRET_ACCESS_KEY", "y")
            .env("COLLECTOR_GATEWAYS", "[a:4317, b:4317]")
            .env("COLLECTOR_GATEWAY", "a:4317")
            .env("COLLECTOR_BACKEND", "http://localhost:4318")
            .env("COLLECTOR_QUEUE_DIR", folder.resolve("queue").toString())
            .validate();

    assertThat(said).isEmpty();
  }
}
