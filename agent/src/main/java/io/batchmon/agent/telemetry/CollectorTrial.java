package io.batchmon.agent.telemetry;

import io.batchmon.agent.config.Settings;
import io.batchmon.agent.config.Version;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;

/** Sends the collector a request with nothing in it, as it would send a full one. */
public final class CollectorTrial {
  /** What OTLP has a request for. */
  public static final List<String> SIGNALS =
      Collections.unmodifiableList(Arrays.asList("traces", "metrics", "logs"));

  private final Settings settings;
  private final OtlpConfig config;

  /** What cannot be used in the settings is one warning each. */
  public CollectorTrial(Settings settings) {
    this.settings = settings;
    this.config = new OtlpConfig(settings);
    OtlpConfig.resource(settings);
  }

  private OtlpConfig.Signal of(String signal) {
    return signal.equals("traces")
        ? config.traces
        : signal.equals("metrics") ? config.metrics : config.logs;
  }

  /** Whether it is sent at all. */
  public boolean isEnabled(String signal) {
    return of(signal).enabled;
  }

  /** Protocol and endpoint, without user and password. */
  public String endpoint(String signal) {
    URI uri = of(signal).endpoint;
    return (of(signal).grpc ? "gRPC " : "")
        + uri.getScheme()
        + "://"
        + uri.getHost()
        + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
        + (uri.getPath() == null ? "" : uri.getPath());
  }

  /**
   * Waits for the answer.
   *
   * @param timeoutMillis most for connecting, and for each silence of the peer
   * @throws IOException that says why it was not taken, and the remedy
   */
  public void send(String signal, long timeoutMillis) throws IOException {
    OtlpConfig.Signal of = of(signal);
    Channel channel =
        new Channel(
            of, settings.log(), "batchmon/" + Version.text(), new HashMap<String, String>());
    SendResult result = channel.send(new byte[0], timeoutMillis, true);
    if (!result.isDelivered()) {
      throw new IOException(
          endpoint(signal) + ": " + result.text() + "; " + remedy(result.reason(), of));
    }
  }

  private static String remedy(String reason, OtlpConfig.Signal signal) {
    String other =
        signal.grpc
            ? "gRPC is usually at port 4317, http/protobuf at 4318"
            : "http/protobuf is usually at port 4318, gRPC at 4317";
    switch (reason) {
      case "connect":
        return "start the collector there, or set otel.exporter.otlp.endpoint";
      case "401":
      case "403":
      case "grpc_16":
      case "grpc_7":
        return "set otel.exporter.otlp.headers to what the collector asks for";
      case "404":
      case "405":
      case "grpc_12":
        return "check the endpoint's path and otel.exporter.otlp.protocol; " + other;
      case "tls":
        return "set otel.exporter.otlp.certificate to the PEM file of its authority";
      case "settings":
        return "check otel.exporter.otlp.certificate, .client.certificate and .client.key";
      case "timeout":
        return "check firewall and proxy between this machine and the collector";
      case "connection":
        return "check otel.exporter.otlp.protocol; " + other;
      default:
        return "the collector's log says more";
    }
  }
}
