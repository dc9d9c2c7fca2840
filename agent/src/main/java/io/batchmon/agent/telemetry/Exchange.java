package io.batchmon.agent.telemetry;

import io.batchmon.agent.message.MessageKey;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.sql.SqlNames;
import io.batchmon.job.HttpCalls;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that was answered or a call that was made: what its span and its metrics have in
 * common, by OpenTelemetry's conventions for HTTP and for remote procedure calls.
 */
final class Exchange {
  static final String OTHER_METHOD = "_OTHER";
  private static final Set<String> METHODS =
      new HashSet<>(
          Arrays.asList(
              "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE",
              "QUERY"));

  private final ActiveRun run;
  private final RunResult result;
  private final @Nullable String sentMethod;
  private final @Nullable String route;
  private final @Nullable CalledUrl url;
  private final @Nullable String scheme;
  private final @Nullable String address;
  private final long port;
  private final long status;

  Exchange(ActiveRun run, RunResult result) {
    this.run = run;
    this.result = result;
    sentMethod = text(TelemetryNames.HTTP_METHOD);
    route = text(TelemetryNames.HTTP_ROUTE);
    status = number(TelemetryNames.HTTP_STATUS);
    String called = text(TelemetryNames.URL_FULL);
    CalledUrl parts = called == null ? null : CalledUrl.of(called);
    String givenScheme = text(TelemetryNames.URL_SCHEME);
    String givenAddress = text(TelemetryNames.SERVER_ADDRESS);
    url = parts;
    scheme = givenScheme == null && parts != null ? parts.scheme() : givenScheme;
    address = givenAddress == null && parts != null ? parts.host() : givenAddress;
    port =
        givenAddress == null && parts != null ? parts.port() : number(TelemetryNames.SERVER_PORT);
  }

  static boolean isOne(ActiveRun run) {
    RunKind kind = run.run().kind();
    return kind == RunKind.REQUEST || kind == RunKind.CALL;
  }

  /** Of what is known at the end, else of what was known at the start. */
  private @Nullable Object fact(String name) {
    for (int i = 0; i < result.attributeCount(); i++) {
      if (result.attributeName(i).equals(name)) {
        return result.attributeValue(i);
      }
    }
    JobRun what = run.run();
    for (int i = 0; i < what.attributeCount(); i++) {
      if (what.attributeName(i).equals(name)) {
        return what.attributeValue(i);
      }
    }
    return null;
  }

  /** Null where there is none. */
  @Nullable String text(String name) {
    Object fact = fact(name);
    return fact instanceof String ? (String) fact : null;
  }

  private long number(String name) {
    Object fact = fact(name);
    return fact instanceof Long ? (Long) fact : 0;
  }

  boolean isRequest() {
    return run.run().kind() == RunKind.REQUEST;
  }

  /** False for a remote procedure call, which may be made over HTTP. */
  boolean isHttp() {
    return sentMethod != null && text(TelemetryNames.RPC_SYSTEM) == null;
  }

  /** Something done with a message, such as its sending. */
  boolean isMessage() {
    return text(TelemetryNames.MESSAGING_SYSTEM) != null;
  }

  /** What it is counted by, where it was sent or received; else null. */
  @Nullable MessageKey messageKey() {
    return isRequest() ? null : MessageKey.of(run.run());
  }

  /** How many that were, where it is something done with messages. */
  long messages() {
    Object batch = fact(TelemetryNames.MESSAGING_BATCH);
    return batch instanceof Long ? (Long) batch : MessageKey.messages(run.run(), result);
  }

  /** What a database was asked to do. */
  boolean isStatement() {
    return run.run().name().system().equals(SqlNames.SYSTEM);
  }

  /** One of few words; null where there is none. */
  @Nullable String method() {
    return sentMethod == null || METHODS.contains(sentMethod) ? sentMethod : OTHER_METHOD;
  }

  @Nullable String route() {
    return route;
  }

  @Nullable String scheme() {
    return scheme;
  }

  @Nullable String address() {
    return address;
  }

  /** 0 where it is not known. */
  long port() {
    return port;
  }

  /** 0 where nothing was answered. */
  long status() {
    return status;
  }

  /** What the span is called: the same for all requests of a route. */
  String name() {
    if (isStatement()) {
      String summary = text(TelemetryNames.DB_SUMMARY);
      String system = text(TelemetryNames.DB_SYSTEM);
      return summary != null ? summary : system != null ? system : SqlNames.SYSTEM;
    }
    String method = method();
    // why: the name of a call by AWS' or another client says more than that it is a POST
    if (method == null || (!isRequest() && !run.run().name().system().equals(HttpCalls.SYSTEM))) {
      return run.run().name().display();
    }
    String verb = method.equals(OTHER_METHOD) ? "HTTP" : method;
    return route == null || !isRequest() ? verb : verb + ' ' + route;
  }

  /** The attributes of the span but for those that all spans have. */
  void describe(LimitedAttributes attributes) {
    String method = method();
    attributes.put(TelemetryNames.HTTP_METHOD, method);
    if (method != null && !method.equals(sentMethod)) {
      attributes.put(TelemetryNames.HTTP_METHOD_ORIGINAL, sentMethod);
    }
    attributes.put(TelemetryNames.HTTP_ROUTE, route);
    attributes.put(TelemetryNames.URL_FULL, url == null ? null : url.text());
    attributes.put(TelemetryNames.URL_SCHEME, scheme);
    attributes.put(TelemetryNames.SERVER_ADDRESS, address);
    if (port > 0) {
      attributes.put(TelemetryNames.SERVER_PORT, port);
    }
    if (status > 0) {
      attributes.put(TelemetryNames.HTTP_STATUS, status);
    }
    JobRun what = run.run();
    for (int i = 0; i < what.attributeCount(); i++) {
      other(attributes, what.attributeName(i), what.attributeValue(i));
    }
    for (int i = 0; i < result.attributeCount(); i++) {
      other(attributes, result.attributeName(i), result.attributeValue(i));
    }
  }

  private static void other(LimitedAttributes attributes, String name, Object value) {
    switch (name) {
      case TelemetryNames.HTTP_METHOD:
      case TelemetryNames.HTTP_ROUTE:
      case TelemetryNames.URL_FULL:
      case TelemetryNames.URL_SCHEME:
      case TelemetryNames.SERVER_ADDRESS:
      case TelemetryNames.SERVER_PORT:
      case TelemetryNames.HTTP_STATUS:
        break;
      case TelemetryNames.URL_PATH:
        attributes.putAny(name, CalledUrl.pathOf(value.toString()));
        break;
      default:
        attributes.putAny(name, value);
        break;
    }
  }
}
