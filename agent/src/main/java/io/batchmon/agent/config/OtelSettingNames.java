package io.batchmon.agent.config;

/**
 * The settings that the OpenTelemetry SDK documents. Used to name the one that was meant; an {@code
 * otel.*} setting that is not here belongs to another component of OpenTelemetry.
 */
final class OtelSettingNames {
  private static final String[] NAMES = {
    "otel.sdk.disabled",
    "otel.service.name",
    "otel.resource.attributes",
    "otel.resource.disabled.keys",
    "otel.java.enabled.resource.providers",
    "otel.java.disabled.resource.providers",
    "otel.propagators",
    "otel.attribute.value.length.limit",
    "otel.attribute.count.limit",
    "otel.traces.exporter",
    "otel.traces.sampler",
    "otel.traces.sampler.arg",
    "otel.span.attribute.value.length.limit",
    "otel.span.attribute.count.limit",
    "otel.span.event.count.limit",
    "otel.span.link.count.limit",
    "otel.bsp.schedule.delay",
    "otel.bsp.max.queue.size",
    "otel.bsp.max.export.batch.size",
    "otel.bsp.export.timeout",
    "otel.metrics.exporter",
    "otel.metrics.exemplar.filter",
    "otel.metric.export.interval",
    "otel.java.metrics.cardinality.limit",
    "otel.logs.exporter",
    "otel.blrp.schedule.delay",
    "otel.blrp.max.queue.size",
    "otel.blrp.max.export.batch.size",
    "otel.blrp.export.timeout",
    "otel.exporter.otlp.metrics.temporality.preference",
    "otel.exporter.otlp.metrics.default.histogram.aggregation",
    "otel.java.exporter.memory_mode",
    "otel.java.exporter.otlp.retry.disabled",
    "otel.config.file",
  };

  private static final String[] OTLP = {
    "endpoint",
    "protocol",
    "headers",
    "timeout",
    "compression",
    "certificate",
    "client.key",
    "client.certificate",
  };
  private static final String[] SIGNALS = {"", "traces.", "metrics.", "logs."};

  private OtelSettingNames() {}

  static String[] all() {
    String[] all = new String[NAMES.length + OTLP.length * SIGNALS.length];
    System.arraycopy(NAMES, 0, all, 0, NAMES.length);
    int next = NAMES.length;
    for (String signal : SIGNALS) {
      for (String name : OTLP) {
        all[next++] = "otel.exporter.otlp." + signal + name;
      }
    }
    return all;
  }
}
