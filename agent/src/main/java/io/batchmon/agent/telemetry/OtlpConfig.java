package io.batchmon.agent.telemetry;

import io.batchmon.agent.config.Settings;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of export, read once: {@code otel.*}, where a setting of one signal wins over the
 * common, and what OpenTelemetry has no word for.
 */
public final class OtlpConfig {
  private static final String OTLP = "otel.exporter.otlp.";
  private static final String IN_PROGRESS = "batchmon.trace.inprogress";
  private static final String NEVER = "none";

  /** Where and how one of the three signals is sent. */
  public static final class Signal {
    /** {@code traces}, {@code metrics} or {@code logs}. */
    final String name;

    final boolean enabled;
    final boolean grpc;
    final URI endpoint;
    final Map<String, String> headers;
    final boolean gzip;
    final long timeoutMillis;
    final @Nullable String certificate;
    final @Nullable String clientCertificate;
    final @Nullable String clientKey;

    private Signal(Settings settings, String name, boolean disabled, Common common) {
      this.name = name;
      String own = OTLP + name + '.';
      String exporter = settings.word("otel." + name + ".exporter", "otlp", "none");
      enabled = !disabled && exporter.equals("otlp");
      grpc =
          settings.text(own + "protocol") == null
              ? common.grpc
              : isGrpc(settings, own + "protocol");
      endpoint = endpoint(settings, name, grpc, common);
      headers =
          settings.text(own + "headers") == null
              ? common.headers
              : headers(settings, own + "headers");
      gzip =
          settings.text(own + "compression") == null
              ? common.gzip
              : isGzip(settings, own + "compression");
      timeoutMillis = settings.millis(own + "timeout", common.timeoutMillis);
      certificate = settings.text(either(settings, own, "certificate"));
      String cert = settings.text(either(settings, own, "client.certificate"));
      String key = settings.text(either(settings, own, "client.key"));
      if ((cert == null) != (key == null)) {
        String present = cert != null ? "client.certificate" : "client.key";
        settings.malformed(
            either(settings, own, present),
            String.valueOf(cert != null ? cert : key),
            "needs both client.certificate and client.key",
            "no client certificate");
        cert = null;
        key = null;
      }
      clientCertificate = cert;
      clientKey = key;
    }

    private static String either(Settings settings, String own, String setting) {
      return settings.text(own + setting) != null ? own + setting : OTLP + setting;
    }

    private static URI endpoint(Settings settings, String name, boolean grpc, Common common) {
      String path = grpc ? "" : "/v1/" + name;
      URI exact = uri(settings, OTLP + name + ".endpoint", grpc);
      if (exact != null) {
        return grpc || !exact.getPath().isEmpty() ? exact : exact.resolve("/");
      }
      URI base = common.endpoint;
      if (base == null) {
        base = URI.create(grpc ? "http://localhost:4317" : "http://localhost:4318");
      }
      String text = base.toString();
      return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
    }

    private static boolean isGrpc(Settings settings, String setting) {
      return settings.word(setting, "http/protobuf", "grpc").equals("grpc");
    }

    private static boolean isGzip(Settings settings, String setting) {
      return settings.word(setting, "none", "gzip").equals("gzip");
    }

    private static @Nullable URI uri(Settings settings, String setting, boolean grpc) {
      String text = settings.text(setting);
      if (text == null) {
        return null;
      }
      String reason;
      try {
        URI uri = new URI(text);
        reason = complaint(uri, grpc);
        if (reason == null) {
          return uri;
        }
      } catch (URISyntaxException failure) {
        reason = "is not a URL";
      }
      settings.malformed(
          setting, text, reason, grpc ? "http://localhost:4317" : "http://localhost:4318");
      return null;
    }

    private static @Nullable String complaint(URI uri, boolean grpc) {
      if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
        return "does not start with http:// or https://";
      }
      if (uri.getHost() == null) {
        return "has no host";
      }
      if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
        return "has a query or a fragment";
      }
      boolean path =
          uri.getPath() != null && !uri.getPath().isEmpty() && !uri.getPath().equals("/");
      return grpc && path ? "has a path, which gRPC does not know" : null;
    }

    private static Map<String, String> headers(Settings settings, String setting) {
      Map<String, String> headers = new LinkedHashMap<>();
      for (Map.Entry<String, String> header : settings.map(setting).entrySet()) {
        if (!header.getValue().isEmpty()) {
          headers.put(header.getKey(), decoded(header.getValue()));
        }
      }
      return Collections.unmodifiableMap(headers);
    }
  }

  /** What holds for every signal that has no setting of its own; read once, complained of once. */
  private static final class Common {
    final boolean grpc;
    final @Nullable URI endpoint;
    final Map<String, String> headers;
    final boolean gzip;
    final long timeoutMillis;

    Common(Settings settings) {
      grpc = Signal.isGrpc(settings, OTLP + "protocol");
      endpoint = Signal.uri(settings, OTLP + "endpoint", grpc);
      headers = Signal.headers(settings, OTLP + "headers");
      gzip = Signal.isGzip(settings, OTLP + "compression");
      timeoutMillis = settings.millis(OTLP + "timeout", 10_000);
    }
  }

  final Signal traces;
  final Signal metrics;
  final Signal logs;
  final int maxQueueSize;
  final int maxSpanBatch;
  final int maxRecordBatch;
  final long spanDelayMillis;
  final long recordDelayMillis;
  final long metricIntervalMillis;
  final boolean runtimeMetrics;
  final boolean cumulative;
  final boolean explicitBuckets;
  final int cardinalityLimit;
  final int spanValueLength;
  final int spanAttributeCount;
  final int spanEventCount;
  final int spanLinkCount;
  final int eventAttributeCount;
  final int recordValueLength;
  final int recordAttributeCount;
  final boolean retry;

  /** After which time an open run is sent as in progress; negative: never. */
  final long inProgressMillis;

  OtlpConfig(Settings settings) {
    boolean disabled = settings.flag("otel.sdk.disabled", false);
    Common common = new Common(settings);
    traces = new Signal(settings, "traces", disabled, common);
    metrics = new Signal(settings, "metrics", disabled, common);
    logs = new Signal(settings, "logs", disabled, common);
    maxQueueSize = count(settings, "otel.bsp.max.queue.size", 16_384, 1);
    maxSpanBatch = count(settings, "otel.bsp.max.export.batch.size", 512, 1);
    maxRecordBatch = count(settings, "otel.blrp.max.export.batch.size", 512, 1);
    spanDelayMillis = settings.millis("otel.bsp.schedule.delay", 1000);
    recordDelayMillis = settings.millis("otel.blrp.schedule.delay", 1000);
    metricIntervalMillis = settings.millis("otel.metric.export.interval", 60_000);
    runtimeMetrics = settings.flag("otel.instrumentation.runtime-telemetry.enabled", true);
    cumulative =
        settings
            .word(
                "otel.exporter.otlp.metrics.temporality.preference",
                "delta",
                "cumulative",
                "lowmemory")
            .equals("cumulative");
    explicitBuckets =
        settings
            .word(
                "otel.exporter.otlp.metrics.default.histogram.aggregation",
                "base2_exponential_bucket_histogram",
                "explicit_bucket_histogram")
            .equals("explicit_bucket_histogram");
    cardinalityLimit = count(settings, "otel.java.metrics.cardinality.limit", 2000, 2);
    int valueLength = count(settings, "otel.attribute.value.length.limit", Integer.MAX_VALUE, 0);
    int attributes = count(settings, "otel.attribute.count.limit", 128, 0);
    spanValueLength = count(settings, "otel.span.attribute.value.length.limit", valueLength, 0);
    spanAttributeCount = count(settings, "otel.span.attribute.count.limit", attributes, 0);
    spanEventCount = count(settings, "otel.span.event.count.limit", 128, 0);
    spanLinkCount = count(settings, "otel.span.link.count.limit", 128, 0);
    eventAttributeCount = count(settings, "otel.event.attribute.count.limit", attributes, 0);
    recordValueLength =
        count(settings, "otel.logrecord.attribute.value.length.limit", valueLength, 0);
    recordAttributeCount = count(settings, "otel.logrecord.attribute.count.limit", attributes, 0);
    retry = !settings.flag("otel.java.exporter.otlp.retry.disabled", false);
    inProgressMillis = inProgress(settings);
  }

  /** {@code otel.resource.attributes}, decoded. */
  static Map<String, String> resource(Settings settings) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (Map.Entry<String, String> pair : settings.map("otel.resource.attributes").entrySet()) {
      pairs.put(pair.getKey(), decoded(pair.getValue()));
    }
    return pairs;
  }

  private static long inProgress(Settings settings) {
    String text = settings.text(IN_PROGRESS, NEVER);
    if (text.equalsIgnoreCase(NEVER)) {
      return -1;
    }
    long millis = Settings.millisOf(text);
    if (millis < 0) {
      settings.malformed(IN_PROGRESS, "is neither none nor a time such as 10s", NEVER);
    }
    return millis;
  }

  private static int count(Settings settings, String name, int otherwise, int least) {
    return (int) settings.number(name, otherwise, least, Integer.MAX_VALUE);
  }

  /** Percent-decoded as OpenTelemetry specifies; as it stands where that fails. */
  private static String decoded(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    try {
      // why: URLDecoder takes + for a blank, which the W3C baggage format does not
      return URLDecoder.decode(value.replace("+", "%2B"), "UTF-8");
    } catch (UnsupportedEncodingException | IllegalArgumentException failure) {
      return value;
    }
  }

  boolean anyEnabled() {
    return traces.enabled || metrics.enabled || logs.enabled;
  }
}
