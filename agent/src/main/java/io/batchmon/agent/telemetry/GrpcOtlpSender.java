package io.batchmon.agent.telemetry;

import io.opentelemetry.exporter.sender.okhttp.internal.OkHttpGrpcSenderProvider;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** OTLP over gRPC by OkHttp; loaded only when asked for. Its threads are OkHttp's, all daemon. */
final class GrpcOtlpSender implements OtlpSender {
  private final GrpcSender sender;

  GrpcOtlpSender(OtlpConfig.Signal signal, String userAgent, @Nullable Tls tls) {
    this.sender = new OkHttpGrpcSenderProvider().createSender(new Config(signal, userAgent, tls));
  }

  @Override
  public SendResult send(byte[] body, long timeoutMillis) {
    CountDownLatch answered = new CountDownLatch(1);
    AtomicReference<SendResult> result = new AtomicReference<>();
    try {
      sender.send(
          new Message(body),
          response -> {
            result.set(resultOf(response));
            answered.countDown();
          },
          failure -> {
            result.set(SendResult.failed("connection", String.valueOf(failure.getMessage()), 0));
            answered.countDown();
          });
      if (!answered.await(timeoutMillis, TimeUnit.MILLISECONDS)) {
        return SendResult.failed("timeout", "no answer within " + timeoutMillis + " ms", 0);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return SendResult.failed("interrupted", "interrupted", 0);
    } catch (RuntimeException failure) {
      return SendResult.refused("error", String.valueOf(failure));
    }
    SendResult last = result.get();
    return last == null ? SendResult.failed("connection", "no answer", 0) : last;
  }

  private static SendResult resultOf(GrpcResponse response) {
    GrpcStatusCode status = response.getStatusCode();
    String text = "gRPC status " + status + " " + response.getStatusDescription();
    switch (status) {
      case OK:
        return PartialSuccess.of(response.getResponseMessage());
      case CANCELLED:
      case DEADLINE_EXCEEDED:
      case RESOURCE_EXHAUSTED:
      case ABORTED:
      case OUT_OF_RANGE:
      case UNAVAILABLE:
      case DATA_LOSS:
        return SendResult.failed("grpc_" + status.getValue(), text, 0);
      default:
        return SendResult.refused("grpc_" + status.getValue(), text);
    }
  }

  /** The encoded request. */
  private static final class Message implements MessageWriter {
    private final byte[] body;

    Message(byte[] body) {
      this.body = body;
    }

    @Override
    public void writeMessage(OutputStream stream) throws IOException {
      stream.write(body);
    }

    @Override
    public int getContentLength() {
      return body.length;
    }
  }

  /** The compression that every OTLP peer knows. */
  private static final class Gzip implements Compressor {
    @Override
    public String getEncoding() {
      return "gzip";
    }

    @Override
    public OutputStream compress(OutputStream stream) throws IOException {
      return new GZIPOutputStream(stream);
    }
  }

  /** What the SDK's sender asks for. */
  private static final class Config implements GrpcSenderConfig {
    private final OtlpConfig.Signal signal;
    private final @Nullable Tls tls;
    private final Map<String, List<String>> headers = new HashMap<>();

    Config(OtlpConfig.Signal signal, String userAgent, @Nullable Tls tls) {
      this.signal = signal;
      this.tls = tls;
      headers.put("User-Agent", Collections.singletonList(userAgent));
      for (Map.Entry<String, String> header : signal.headers.entrySet()) {
        List<String> values = new ArrayList<>();
        values.add(header.getValue());
        headers.put(header.getKey(), values);
      }
    }

    @Override
    public URI getEndpoint() {
      return signal.endpoint;
    }

    @Override
    public String getFullMethodName() {
      switch (signal.name) {
        case "traces":
          return "opentelemetry.proto.collector.trace.v1.TraceService/Export";
        case "metrics":
          return "opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
        default:
          return "opentelemetry.proto.collector.logs.v1.LogsService/Export";
      }
    }

    @Override
    public @Nullable Compressor getCompressor() {
      return signal.gzip ? new Gzip() : null;
    }

    @Override
    public Duration getTimeout() {
      return Duration.ofMillis(signal.timeoutMillis);
    }

    @Override
    public Duration getConnectTimeout() {
      return Duration.ofMillis(signal.timeoutMillis);
    }

    @Override
    public Supplier<Map<String, List<String>>> getHeadersSupplier() {
      return () -> headers;
    }

    @Override
    public @Nullable RetryPolicy getRetryPolicy() {
      return null;
    }

    @Override
    public @Nullable SSLContext getSslContext() {
      return tls == null ? null : tls.context();
    }

    @Override
    public @Nullable X509TrustManager getTrustManager() {
      return tls == null ? null : tls.trust();
    }

    @Override
    public @Nullable ExecutorService getExecutorService() {
      return null;
    }
  }
}
