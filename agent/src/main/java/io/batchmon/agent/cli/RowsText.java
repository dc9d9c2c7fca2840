package io.batchmon.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.batchmon.agent.config.Version;
import java.io.IOException;
import java.io.StringWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rows as a table for a terminal, or as JSON for a program; both in ASCII. */
final class RowsText {
  private static final int WIDTH = 100;
  private static final int MOST_NAME = 32;
  private static final int VERDICT = 9;

  private RowsText() {}

  /** Name, verdict and detail in columns; a long detail goes on in the next line. */
  static String table(List<Row> rows) {
    int width = 0;
    for (Row row : rows) {
      width = Math.max(width, Math.min(MOST_NAME, row.name().length()));
    }
    StringBuilder table = new StringBuilder();
    for (Row row : rows) {
      pad(table, ascii(row.name()), width + 2);
      pad(table, row.verdict().name(), VERDICT);
      wrap(table, ascii(row.detail()), width + 2 + VERDICT);
    }
    return table.append('\n').append(sum(rows)).append('\n').toString();
  }

  private static void pad(StringBuilder table, String text, int width) {
    table.append(text);
    for (int i = text.length(); i < width; i++) {
      table.append(' ');
    }
  }

  /** At blanks; a word that is longer than the line stays whole, so that it can be copied. */
  private static void wrap(StringBuilder table, String text, int indent) {
    int room = WIDTH - indent;
    String rest = text;
    while (rest.length() > room) {
      int blank = rest.lastIndexOf(' ', room);
      blank = blank > 0 ? blank : rest.indexOf(' ');
      if (blank < 0) {
        break;
      }
      table.append(rest, 0, blank).append('\n');
      pad(table, "", indent);
      rest = rest.substring(blank + 1);
    }
    table.append(rest).append('\n');
  }

  private static String sum(List<Row> rows) {
    StringBuilder sum = new StringBuilder();
    for (Map.Entry<Row.Verdict, Integer> count : counts(rows).entrySet()) {
      if (count.getValue() > 0) {
        sum.append(sum.length() == 0 ? "" : ", ").append(count.getValue()).append(' ');
        sum.append(count.getKey().name().toLowerCase(Locale.ROOT));
      }
    }
    return sum.toString();
  }

  private static Map<Row.Verdict, Integer> counts(List<Row> rows) {
    Map<Row.Verdict, Integer> counts = new EnumMap<>(Row.Verdict.class);
    for (Row row : rows) {
      counts.merge(row.verdict(), 1, Integer::sum);
    }
    return counts;
  }

  /** One object in one line. */
  static String json(String command, Deployment deployment, List<Row> rows) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setHighestNonEscapedChar('~');
      json.writeStartObject();
      json.writeStringField("batchmon", Version.text());
      json.writeStringField("command", command);
      json.writeStringField("service", deployment.service());
      json.writeStringField("environment", deployment.environment());
      json.writeBooleanField("ok", Row.worst(rows) != Row.Verdict.FAILED);
      json.writeArrayFieldStart("rows");
      for (Row row : rows) {
        json.writeStartObject();
        json.writeStringField("name", row.name());
        json.writeStringField("verdict", row.verdict().name());
        json.writeStringField("detail", row.detail());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static String ascii(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain.append(c < ' ' ? ' ' : c > '~' ? '?' : c);
    }
    return plain.toString();
  }
}
