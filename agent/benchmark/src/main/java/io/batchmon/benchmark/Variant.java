package io.batchmon.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is on the command line of the measured program. */
enum Variant {
  NONE("no agent"),
  TRANSFORMER("only a transformer"),
  BATCHMON("batchmon"),
  OTEL("OpenTelemetry"),
  OTEL_JOBS("OpenTelemetry, only job hooks on");

  private final String title;

  Variant(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** The name on our command line: {@code none}, {@code otel-jobs}. */
  String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** True for what must deliver a span for every job; the others have nobody who could. */
  boolean reports() {
    return this != NONE && this != TRANSFORMER;
  }

  /** The options of the JVM; none has a space in it but the path of the jar. */
  List<String> jvmOptions(Places places) {
    List<String> options = new ArrayList<>();
    if (this != NONE) {
      options.add("-javaagent:" + jar(places));
    }
    if (this == OTEL_JOBS) {
      options.add("-Dotel.instrumentation.common.default-enabled=false");
      options.add("-Dotel.instrumentation.quartz.enabled=true");
      options.add("-Dotel.instrumentation.spring-batch.enabled=true");
      options.add("-Dotel.instrumentation.spring-scheduling.enabled=true");
    }
    return options;
  }

  /** The agent's jar; not to be asked of {@link #NONE}. */
  Path jar(Places places) {
    return switch (this) {
      case NONE -> throw new IllegalStateException("no agent has no jar");
      case TRANSFORMER -> places.transformerJar();
      case BATCHMON -> places.batchmonJar();
      case OTEL, OTEL_JOBS -> places.openTelemetryJar();
    };
  }
}
