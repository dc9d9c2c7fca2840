package io.batchmon.agent.telemetry;

import io.batchmon.agent.config.AgentLog;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One signal's way to its collector: when to try again after a failure, and saying once that the
 * collector cannot be reached and once that it can again. Confined to the telemetry thread.
 */
final class Channel {
  private static final long FIRST_PAUSE_MILLIS = 1000;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  private final OtlpConfig.Signal signal;
  private final AgentLog log;
  private final String userAgent;

  /** The endpoints that are known to fail, shared by the signals, each with its reason. */
  private final Map<String, String> unreachable;

  private @Nullable OtlpSender sender;
  private boolean answered;
  private long pauseMillis;
  private long notBeforeNanos;
  private volatile String lastFailure = "";

  Channel(
      OtlpConfig.Signal signal, AgentLog log, String userAgent, Map<String, String> unreachable) {
    this.signal = signal;
    this.log = log;
    this.userAgent = userAgent;
    this.unreachable = unreachable;
  }

  String name() {
    return signal.name;
  }

  boolean isEnabled() {
    return signal.enabled;
  }

  String endpoint() {
    return signal.endpoint.toString();
  }

  /** Host and port: signals that share them share their fate. */
  String authority() {
    return signal.endpoint.getScheme() + "://" + signal.endpoint.getAuthority();
  }

  /** Why the last request failed, empty if none did; from any thread. */
  String lastFailure() {
    return lastFailure;
  }

  /** Whether the last request was answered, be it with a refusal. */
  boolean isAnswered() {
    return answered;
  }

  /** Whether the pause after a failure is over. */
  boolean isReady(long nowNanos) {
    return pauseMillis == 0 || nowNanos - notBeforeNanos >= 0;
  }

  /** Sends and waits, at most {@code limitMillis} or the signal's own time-out. */
  SendResult send(byte[] body, long limitMillis, boolean quiet) {
    SendResult result = sender().send(body, Math.min(limitMillis, signal.timeoutMillis));
    if (result.isDelivered() || !result.isRetryable()) {
      pauseMillis = 0;
    }
    lastFailure = result.text();
    answered = result.isAnswered();
    if (!quiet) {
      tell(result);
    }
    return result;
  }

  /** A failed request is to be repeated, not before the pause is over. */
  void pause(SendResult failed, long nowNanos) {
    pauseMillis =
        pauseMillis == 0 ? FIRST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    long pause = Math.max(pauseMillis, failed.retryAfterMillis());
    notBeforeNanos = nowNanos + pause * 1_000_000;
  }

  private void tell(SendResult result) {
    String where = authority();
    if (result.isDelivered()) {
      if (unreachable.remove(where) != null) {
        log.info("Telemetry reaches " + where + " again");
      }
      if (result.rejected() > 0) {
        log.info(endpoint() + " rejected " + result.rejected() + " items: " + result.text());
      }
    } else if (unreachable.put(where, result.reason()) == null) {
      log.warn(
          "Telemetry cannot be sent to "
              + endpoint()
              + ": "
              + result.text()
              + "; it is kept in memory and tried again. Start the collector, set"
              + " otel.exporter.otlp.endpoint, or turn it off with otel."
              + signal.name
              + ".exporter=none");
    }
  }

  private OtlpSender sender() {
    OtlpSender existing = sender;
    if (existing == null) {
      existing = open();
      sender = existing;
    }
    return existing;
  }

  private OtlpSender open() {
    try {
      boolean secure = "https".equals(signal.endpoint.getScheme());
      Tls tls = secure ? Tls.of(signal) : null;
      return signal.grpc
          ? new GrpcOtlpSender(signal, userAgent, tls)
          : new UrlConnectionSender(signal, userAgent, tls == null ? null : tls.context());
    } catch (GeneralSecurityException | IOException | RuntimeException failure) {
      String text = "certificate or key cannot be used: " + failure;
      return new Unusable(text);
    }
  }

  /** Stands for a sender whose settings cannot work. */
  private static final class Unusable implements OtlpSender {
    private final String text;

    Unusable(String text) {
      this.text = text;
    }

    @Override
    public SendResult send(byte[] body, long timeoutMillis) {
      return SendResult.refused("settings", text);
    }
  }
}
