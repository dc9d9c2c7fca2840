package io.batchmon.agent.log;

import io.batchmon.job.LogFormat;
import io.batchmon.job.LogKeys;
import io.batchmon.job.LogLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object on one line for each line that the application logs: redacted, and written so
 * that whoever reads the log by lines sees one. What is not known is left out.
 */
public final class JsonFormat implements LogFormat {
  private static final int LONGEST = 32 * 1024;
  private static final String[] KEYS = {
    LogKeys.TRACE_ID, LogKeys.SPAN_ID, LogKeys.REQUEST_ID, LogKeys.JOB_NAME, LogKeys.JOB_RUN_ID,
  };

  private final UnaryOperator<String> redactor;
  private final String service;
  private final String environment;

  /** The redactor is applied to whatever the application wrote. */
  public JsonFormat(UnaryOperator<String> redactor, String service, String environment) {
    this.redactor = redactor;
    this.service = service;
    this.environment = environment;
  }

  @Override
  public String textOf(LogLine line) {
    StringBuilder json = new StringBuilder(512).append('{');
    JsonText.name(json, "@timestamp").append('"');
    UtcTime.append(json, line.millis());
    json.append('"');
    put(json, "level", line.level());
    put(json, "logger", line.logger());
    put(json, "thread", shown(line.thread()));
    put(json, "message", shown(line.message()));
    put(json, "service", service);
    put(json, "environment", environment);
    for (String key : KEYS) {
      put(json, key, shown(line.key(key)));
    }
    Throwable thrown = line.thrown();
    if (thrown != null) {
      put(json, "error.type", thrown.getClass().getName());
      put(json, "error.message", shown(messageOf(thrown)));
      put(json, "error.stack_trace", shown(traceOf(thrown)));
    }
    return json.append("}\n").toString();
  }

  private static void put(StringBuilder json, String name, @Nullable String value) {
    if (value != null) {
      json.append(',');
      JsonText.string(JsonText.name(json, name), value);
    }
  }

  private @Nullable String shown(@Nullable String text) {
    if (text == null) {
      return null;
    }
    boolean cut = text.length() > LONGEST;
    String shown = redactor.apply(cut ? text.substring(0, LONGEST) : text);
    // why: half a secret at the cut may not have been known as one
    return cut ? shown.substring(0, Math.max(0, shown.length() - LONGEST / 10)) : shown;
  }

  private static @Nullable String messageOf(Throwable thrown) {
    try {
      return thrown.getMessage();
    } catch (RuntimeException noMessage) {
      return null;
    }
  }

  private static @Nullable String traceOf(Throwable thrown) {
    try {
      StringWriter text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      return text.toString();
    } catch (RuntimeException noTrace) {
      // why: an exception may have overridden what it prints
      return null;
    }
  }
}
