package io.batchmon.agent.telemetry;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.job.RunResult;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How long requests and calls took. Confined to the telemetry thread. */
final class ExchangeMetrics {
  private static final Attributes OVERFLOW =
      Attributes.builder().put(TelemetryNames.OVERFLOW, true).build();

  private static final int MOST_REMEMBERED = 1024;

  private final UnaryOperator<String> redactor;

  /** The attributes of exchanges that are alike, as most are: to make them is dear. */
  private final Map<List<@Nullable Object>, Attributes> remembered = new HashMap<>();

  private final SqlMetrics statements;
  private final Instrument requests;
  private final Instrument httpCalls;
  private final Instrument otherCalls;
  private final MessageMetrics messages;
  private final Instrument processedMessages;

  ExchangeMetrics(
      UnaryOperator<String> redactor,
      SqlMetrics statements,
      Instrument requests,
      Instrument httpCalls,
      Instrument otherCalls,
      MessageMetrics messages,
      Instrument processedMessages) {
    this.redactor = redactor;
    this.statements = statements;
    this.requests = requests;
    this.httpCalls = httpCalls;
    this.otherCalls = otherCalls;
    this.messages = messages;
    this.processedMessages = processedMessages;
  }

  void ended(ActiveRun run, RunResult result, Exchange exchange) {
    if (exchange.isStatement()) {
      statements.ended(run, result, exchange);
      return;
    }
    List<@Nullable Object> all =
        Arrays.asList(
            exchange.isRequest(),
            exchange.isHttp() ? exchange.method() : systemOf(run, exchange),
            exchange.scheme(),
            exchange.status(),
            exchange.isRequest() ? exchange.route() : exchange.address(),
            exchange.isRequest() ? null : exchange.port(),
            exchange.isHttp() ? null : exchange.text(serviceIn(exchange)),
            exchange.isHttp() ? null : exchange.text(methodIn(exchange)),
            RunTranslation.errorType(run, result));
    Attributes by = remembered.get(all);
    if (by == null) {
      by = attributes(run, result, exchange);
      if (remembered.size() < MOST_REMEMBERED) {
        remembered.put(all, by);
      }
    }
    double seconds = run.durationNanos() / 1e9;
    if (exchange.isMessage() && !exchange.isRequest()) {
      messages.ended(by, seconds, exchange);
    } else {
      instrument(exchange).record(by, seconds);
    }
  }

  private Attributes attributes(ActiveRun run, RunResult result, Exchange exchange) {
    AttributesBuilder by = Attributes.builder();
    if (exchange.isHttp()) {
      put(by, TelemetryNames.HTTP_METHOD, exchange.method());
      put(by, TelemetryNames.URL_SCHEME, exchange.scheme());
      if (exchange.status() > 0) {
        by.put(AttributeKeys.number(TelemetryNames.HTTP_STATUS), (Long) exchange.status());
      }
    } else {
      boolean isMessage = exchange.isMessage();
      put(
          by,
          isMessage ? TelemetryNames.MESSAGING_SYSTEM : TelemetryNames.RPC_SYSTEM,
          systemOf(run, exchange));
      put(by, serviceIn(exchange), exchange.text(serviceIn(exchange)));
      put(by, methodIn(exchange), exchange.text(methodIn(exchange)));
    }
    if (exchange.isRequest()) {
      // why: the host is what the caller says it is, and anybody may call
      put(by, TelemetryNames.HTTP_ROUTE, exchange.route());
    } else {
      put(by, TelemetryNames.SERVER_ADDRESS, exchange.address());
      if (exchange.port() > 0) {
        by.put(AttributeKeys.number(TelemetryNames.SERVER_PORT), (Long) exchange.port());
      }
    }
    put(by, TelemetryNames.ERROR_TYPE, RunTranslation.errorType(run, result));
    return by.build();
  }

  private static String systemOf(ActiveRun run, Exchange exchange) {
    String system =
        exchange.text(
            exchange.isMessage() ? TelemetryNames.MESSAGING_SYSTEM : TelemetryNames.RPC_SYSTEM);
    return system == null ? run.run().name().system() : system;
  }

  private static String serviceIn(Exchange exchange) {
    return exchange.isMessage() ? TelemetryNames.MESSAGING_DESTINATION : TelemetryNames.RPC_SERVICE;
  }

  private static String methodIn(Exchange exchange) {
    return exchange.isMessage() ? TelemetryNames.MESSAGING_OPERATION : TelemetryNames.RPC_METHOD;
  }

  private Instrument instrument(Exchange exchange) {
    if (exchange.isMessage()) {
      return processedMessages;
    }
    return exchange.isRequest() ? requests : exchange.isHttp() ? httpCalls : otherCalls;
  }

  private void put(AttributesBuilder by, String name, @Nullable String value) {
    if (value != null) {
      by.put(AttributeKeys.text(name), redactor.apply(value));
    }
  }

  /** Some that ended while the queue was full, of which only this is known. */
  void overflowed(boolean requestsOrCalls, double seconds, long count) {
    Instrument instrument = requestsOrCalls ? requests : httpCalls;
    for (long i = 0; i < count; i++) {
      instrument.record(OVERFLOW, seconds);
    }
  }
}
