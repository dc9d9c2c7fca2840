package io.batchmon.agent.alert;

import io.batchmon.agent.config.Settings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes links to traces: from a template with {@code {traceId}}, or for a tool by name: {@code
 * jaeger http://jaeger:16686}, {@code zipkin http://zipkin:9411}, {@code tempo
 * https://grafana.example.com}, {@code xray eu-central-1}.
 */
final class TraceLink {
  private static final String SETTING = "batchmon.trace.url";
  private static final String ID = "{traceId}";
  private static final String XRAY_ID = "{xrayTraceId}";

  private final String template;

  private TraceLink(String template) {
    this.template = template;
  }

  /** Null if none is set, or what is set is no template; that is one warning. */
  static @Nullable TraceLink of(Settings settings) {
    String text = settings.text(SETTING);
    if (text == null) {
      return null;
    }
    String template = templateOf(text);
    if (template == null) {
      settings.malformed(
          SETTING,
          text,
          "is neither an http(s) URL that contains {traceId} nor jaeger, zipkin or tempo with the"
              + " address of its page, nor xray with a region",
          "no link to the trace");
      return null;
    }
    return new TraceLink(template);
  }

  private static @Nullable String templateOf(String text) {
    if (isWeb(text)) {
      return text.contains(ID) || text.contains(XRAY_ID) ? text : null;
    }
    int space = text.indexOf(' ');
    if (space < 0) {
      return null;
    }
    String tool = text.substring(0, space).toLowerCase(Locale.ROOT);
    String rest = text.substring(space + 1).trim();
    if (tool.equals("xray")) {
      String console = "https://" + rest + ".console.aws.amazon.com/cloudwatch/home?region=" + rest;
      return isRegion(rest) ? console + "#xray:traces/" + XRAY_ID : null;
    }
    if (!isWeb(rest)) {
      return null;
    }
    String base = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    switch (tool) {
      case "jaeger":
        return base + "/trace/" + ID;
      case "zipkin":
        return base + "/zipkin/traces/" + ID;
      case "tempo":
        return base
            + "/explore?left=%7B%22datasource%22:%22tempo%22,%22queries%22:%5B%7B%22queryType%22:"
            + "%22traceql%22,%22query%22:%22"
            + ID
            + "%22%7D%5D%7D";
      default:
        return null;
    }
  }

  private static boolean isWeb(String text) {
    return text.startsWith("https://") || text.startsWith("http://");
  }

  private static boolean isRegion(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return false;
      }
    }
    return text.indexOf('-') > 0;
  }

  /**
   * The link.
   *
   * @param traceId 32 hex digits
   */
  String to(String traceId) {
    String xray = "1-" + traceId.substring(0, 8) + '-' + traceId.substring(8);
    return template.replace(ID, traceId).replace(XRAY_ID, xray);
  }
}
