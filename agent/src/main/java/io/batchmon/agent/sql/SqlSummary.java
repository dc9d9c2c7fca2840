package io.batchmon.agent.sql;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Operation and tables of a statement, in the order in which they are written, from the words that
 * {@link SqlText} reads. Not for another statement.
 */
final class SqlSummary {
  private static final int LONGEST = 120;
  private static final int LONGEST_KEYWORD = 12;

  private static final Set<String> OPERATIONS =
      new HashSet<>(
          Arrays.asList(
              "ALTER",
              "ANALYZE",
              "BATCH",
              "BEGIN",
              "CALL",
              "CHECKPOINT",
              "COMMENT",
              "COMMIT",
              "COPY",
              "CREATE",
              "DELETE",
              "DO",
              "DROP",
              "EXEC",
              "EXECUTE",
              "EXPLAIN",
              "GRANT",
              "INSERT",
              "LOCK",
              "MERGE",
              "PRAGMA",
              "REPLACE",
              "REVOKE",
              "ROLLBACK",
              "SAVEPOINT",
              "SCRIPT",
              "SELECT",
              "SET",
              "SHOW",
              "SHUTDOWN",
              "START",
              "TRUNCATE",
              "UPDATE",
              "UPSERT",
              "USE",
              "VACUUM",
              "VALUES",
              "WITH"));

  private static final Set<String> BEFORE_A_NAME =
      new HashSet<>(
          Arrays.asList(
              "ONLY", "IF", "NOT", "EXISTS", "LATERAL", "IGNORE", "INTO", "LOW_PRIORITY"));

  private static final Set<String> END_OF_TABLES =
      new HashSet<>(
          Arrays.asList(
              "WHERE",
              "ON",
              "SET",
              "GROUP",
              "ORDER",
              "HAVING",
              "LIMIT",
              "OFFSET",
              "FETCH",
              "UNION",
              "EXCEPT",
              "INTERSECT",
              "VALUES",
              "WHEN",
              "RETURNING",
              "FOR",
              "WINDOW"));

  private final StringBuilder text = new StringBuilder();
  private final boolean[] query = new boolean[SqlText.DEEPEST + 1];
  private final boolean[] tables = new boolean[SqlText.DEEPEST + 1];
  private int depth;
  private boolean first = true;
  private boolean expected;
  private boolean named;
  private boolean dotted;
  private @Nullable String operation;

  /** A word without quotes. */
  void word(String word) {
    if (dotted) {
      name(word);
      return;
    }
    named = false;
    if (word.length() > LONGEST_KEYWORD) {
      quoted(word);
      return;
    }
    String keyword = word.toUpperCase(Locale.ROOT);
    if (first) {
      first = false;
      begin(keyword);
    } else if (keyword.equals("SELECT")) {
      if (operation == null && depth == 0) {
        operation = keyword;
      }
      add(keyword);
      query[depth] = true;
      expected = false;
    } else if (expected && !BEFORE_A_NAME.contains(keyword)) {
      expected = keyword.equals("TABLE") || keyword.equals("FROM");
      if (!expected && !END_OF_TABLES.contains(keyword)) {
        name(word);
      }
    } else if (!expected) {
      clause(keyword);
    }
  }

  private void begin(String keyword) {
    if (!OPERATIONS.contains(keyword)) {
      return;
    }
    if (keyword.equals("WITH")) {
      return;
    }
    if (operation == null) {
      operation = keyword;
    }
    add(keyword);
    query[depth] = keyword.equals("SELECT") || keyword.equals("DELETE");
    expected =
        keyword.equals("UPDATE")
            || keyword.equals("CALL")
            || keyword.equals("EXEC")
            || keyword.equals("EXECUTE")
            || keyword.equals("TRUNCATE")
            || keyword.equals("COPY");
  }

  private void clause(String keyword) {
    switch (keyword) {
      case "INSERT":
      case "UPDATE":
      case "DELETE":
      case "MERGE":
        if (operation == null && depth == 0) {
          begin(keyword);
        }
        break;
      case "FROM":
        expected = query[depth];
        tables[depth] = expected;
        break;
      case "JOIN":
        expected = true;
        break;
      case "INTO":
        expected = operation != null;
        break;
      case "USING":
        expected = "MERGE".equals(operation);
        break;
      case "TABLE":
        expected = operation != null && !operation.equals("SELECT");
        break;
      default:
        if (END_OF_TABLES.contains(keyword)) {
          tables[depth] = false;
        }
        break;
    }
  }

  /** A name in quotes, given without them. */
  void quoted(String name) {
    first = false;
    if (expected || dotted) {
      name(name);
    }
  }

  private void name(String name) {
    if (text.length() + name.length() < LONGEST) {
      text.append(dotted ? "" : " ").append(name);
    }
    expected = false;
    dotted = false;
    named = true;
  }

  private void add(String keyword) {
    if (text.length() + keyword.length() < LONGEST) {
      text.append(text.length() == 0 ? "" : " ").append(keyword);
    }
  }

  /** A value. */
  void value() {
    expected = false;
    named = false;
    dotted = false;
  }

  /** Any other sign. */
  void sign(char sign) {
    if (sign == '.' && named) {
      dotted = true;
      if (text.length() < LONGEST) {
        text.append('.');
      }
      return;
    }
    named = false;
    dotted = false;
    switch (sign) {
      case '(':
        expected = false;
        if (depth < SqlText.DEEPEST) {
          depth++;
          query[depth] = false;
          tables[depth] = false;
        }
        break;
      case ')':
        depth = Math.max(0, depth - 1);
        expected = false;
        break;
      case ',':
        expected = tables[depth];
        break;
      case ';':
        first = true;
        expected = false;
        tables[depth] = false;
        break;
      default:
        break;
    }
  }

  @Nullable String operation() {
    return operation;
  }

  String text() {
    return text.toString().trim();
  }
}
