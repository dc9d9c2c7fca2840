package io.batchmon.instrumentation.kafkaclients;

import io.batchmon.instrumentation.testing.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One broker for all test classes: it takes seconds to start. */
final class SharedBroker implements BeforeAllCallback {
  private KafkaBroker broker;

  @Override
  public void beforeAll(ExtensionContext context) {
    broker =
        context
            .getRoot()
            .getStore(Namespace.GLOBAL)
            .computeIfAbsent(KafkaBroker.class, any -> start(), KafkaBroker.class);
  }

  private static KafkaBroker start() {
    try {
      return new KafkaBroker(
          Files.createTempDirectory(Path.of("target"), "kafka").toAbsolutePath());
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  String servers() {
    return broker.servers();
  }

  int port() {
    return broker.port();
  }
}
