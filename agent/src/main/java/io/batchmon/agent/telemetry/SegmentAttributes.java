package io.batchmon.agent.telemetry;

import io.batchmon.agent.aws.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a segment by OpenTelemetry's conventions, and by those that the collector's exporter
 * for X-Ray reads. The user's name is left out.
 */
final class SegmentAttributes {
  private static final String[] FLAGS = {"fault", "error", "throttle"};

  private SegmentAttributes() {}

  static void http(LimitedAttributes attributes, SegmentDocument http, boolean isRequest) {
    SegmentDocument request = http.object("request");
    attributes.put(TelemetryNames.HTTP_METHOD, request.text("method"));
    String called = request.text("url");
    if (called != null) {
      CalledUrl url = CalledUrl.of(called);
      if (isRequest) {
        int path = url.text().indexOf('/', url.text().indexOf("://") + 3);
        attributes.put(TelemetryNames.URL_SCHEME, url.scheme());
        attributes.put(TelemetryNames.URL_PATH, path < 0 ? "/" : url.text().substring(path));
      } else {
        attributes.put(TelemetryNames.URL_FULL, url.text());
      }
      attributes.put(TelemetryNames.SERVER_ADDRESS, url.host());
      if (url.port() > 0) {
        attributes.put(TelemetryNames.SERVER_PORT, url.port());
      }
    }
    attributes.put("user_agent.original", request.text("user_agent"));
    attributes.put("client.address", request.text("client_ip"));
    number(attributes, TelemetryNames.HTTP_STATUS, http.object("response").get("status"));
    number(attributes, "http.response.body.size", http.object("response").get("content_length"));
  }

  private static void number(LimitedAttributes attributes, String name, @Nullable Object value) {
    if (value instanceof Long) {
      attributes.put(name, (long) (Long) value);
    }
  }

  static void sql(LimitedAttributes attributes, SegmentDocument sql) {
    attributes.put("db.system.name", sql.text("database_type"));
    attributes.put("db.query.text", sql.text("sanitized_query"));
    String url = sql.text("url");
    if (url != null) {
      CalledUrl called = CalledUrl.of(url);
      // why: jdbc:oracle:thin:scott/tiger@host has its password where others have their path
      boolean isReadable = url.indexOf('@') < 0 || called.host() != null;
      attributes.put("db.connection_string", isReadable ? called.text() : null);
    }
  }

  /** Of a call of this service of AWS. */
  static void aws(LimitedAttributes attributes, SegmentDocument aws, String service) {
    attributes.put(TelemetryNames.RPC_SYSTEM, "aws-api");
    attributes.put(TelemetryNames.RPC_SERVICE, service);
    attributes.put(TelemetryNames.RPC_METHOD, aws.text("operation"));
    for (Map.Entry<String, @Nullable Object> fact : aws.members().entrySet()) {
      any(attributes, "aws." + fact.getKey(), fact.getValue());
    }
  }

  static void annotations(LimitedAttributes attributes, SegmentDocument annotations) {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, @Nullable Object> annotation : annotations.members().entrySet()) {
      any(attributes, annotation.getKey(), annotation.getValue());
      names.add(annotation.getKey());
    }
    if (!names.isEmpty()) {
      attributes.put(TelemetryNames.AWS_XRAY_ANNOTATIONS, names);
    }
  }

  static void metadata(LimitedAttributes attributes, SegmentDocument metadata) {
    for (Map.Entry<String, @Nullable Object> space : metadata.members().entrySet()) {
      attributes.put("aws.xray.metadata." + space.getKey(), Json.write(space.getValue()));
    }
  }

  static void flags(LimitedAttributes attributes, SegmentDocument segment) {
    for (String flag : FLAGS) {
      if (segment.isTrue(flag)) {
        attributes.putAny("aws.xray." + flag, true);
      }
    }
  }

  private static void any(LimitedAttributes attributes, String name, @Nullable Object value) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      attributes.putAny(name, value);
    } else if (value != null) {
      attributes.put(name, Json.write(value));
    }
  }
}
