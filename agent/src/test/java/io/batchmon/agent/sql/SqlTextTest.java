package io.batchmon.agent.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values and comments never leave; names stay. */
class SqlTextTest {
  private static SqlShape standard(String sql) {
    return SqlText.shapeOf(sql, false);
  }

  private static SqlShape mysql(String sql) {
    return SqlText.shapeOf(sql, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "SELECT * FROM t WHERE a = 'it''s' AND b = 5 | SELECT * FROM t WHERE a = ? AND b = ?",
        "select  a,b\tfrom   t | select a, b from t",
        "SELECT a FROM t WHERE x IN (1, 2, 3) | SELECT a FROM t WHERE x IN (?)",
        "SELECT a FROM t WHERE x IN ( ?,?,? ) | SELECT a FROM t WHERE x IN (?)",
        "SELECT a FROM t WHERE x IN (-1, -2.5e-3, +4) | SELECT a FROM t WHERE x IN (?)",
        "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y'),(3,'z') | INSERT INTO t (a, b) VALUES (?)",
        "INSERT INTO t VALUES (1, now()), (2, now()) | INSERT INTO t VALUES (?, now())",
        "SELECT $1::int, $2 FROM t | SELECT ?::int, ? FROM t",
        "SELECT $$it's$$, $tag$a $$ b$tag$ FROM t | SELECT ? FROM t",
        "SELECT E'a\\\\', U&'d\\0061t', N'n', X'1F', b'01' FROM t | SELECT ?, U&? FROM t",
        "SELECT 0x1F, 1_000, 10L, .5, 1.5e+10 FROM t | SELECT ? FROM t",
        "SELECT a1, t2.b3 FROM t2 | SELECT a1, t2.b3 FROM t2",
        "SELECT 1 -- secret, don't | SELECT ?",
        "SELECT /* secret 'x */ a FROM t | SELECT a FROM t",
        "SELECT q'[it]' FROM t | SELECT ? FROM t",
        "SELECT nq'{it}' FROM t | SELECT ? FROM t",
        "SELECT \"na me\" FROM \"Orders\" | SELECT \"na me\" FROM \"Orders\"",
        "SELECT data #> '{a,b}' FROM t | SELECT data #> ? FROM t",
        "SELECT data ->> 'a' FROM t WHERE d ? 'k' | SELECT data ->> ? FROM t WHERE d ? ?",
        "SELECT DATE '2020-01-01' | SELECT DATE ?",
        "SELECT :name, @p1 FROM t | SELECT :name, @p1 FROM t",
        "{call pay(?, ?)} | {call pay(?)}",
        "ALTER USER scott IDENTIFIED BY tiger | ALTER USER scott IDENTIFIED BY ?",
        "CREATE USER a PASSWORD 'b' | CREATE USER a PASSWORD ?",
        "SELECT ARRAY['a', 'b'], x[1] FROM t | SELECT ARRAY[?], x[?] FROM t",
        "SELECT a-1, a - -1, 5--1 | SELECT a-?, a - -?",
        "SELECT straße FROM größe | SELECT straße FROM größe",
        "COMMIT | COMMIT",
      })
  void standardDialects(String sql, String text) {
    assertThat(standard(sql).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "SELECT \"secret\" FROM `my table` | SELECT ? FROM `my table`",
        "SELECT a FROM t WHERE b = \"it's\" AND c = 'x' | SELECT a FROM t WHERE b = ? AND c = ?",
        "SELECT a # secret | SELECT a",
        "SELECT v$x FROM t | SELECT v$x FROM t",
        "SELECT _utf8'x', 0xFF, x'FF' | SELECT _utf8?",
        "LOAD DATA INFILE '/tmp/x' INTO TABLE t | LOAD DATA INFILE ? INTO TABLE t",
      })
  void mysqlAndMariaDb(String sql, String text) {
    assertThat(mysql(sql).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 'C:\\' AND x = 'hunter2'",
        "SELECT 'it\\'s', 'hunter2'",
        "SELECT q'[it's]', 'hunter2'",
        "SELECT a--'b\n'hunter2'",
        "SELECT a # don't\n, 'hunter2'",
        "SELECT a #don't 'hunter2'",
        "SELECT /* a /* b */ 'hunter2' */ 'x'",
        "SELECT /*!50000 'a */ hunter2' */ 1",
        "SELECT 'hunter2",
        "SELECT \"hunter2",
        "SELECT `it's' hunter2`",
        "SELECT $a$ hunter2",
        "SELECT /* hunter2",
        "SELECT 1 -- hunter2",
        "INSERT INTO t VALUES ('a', 'hunter2",
        "IDENTIFIED BY hunter2",
        "SELECT 'a''hunter2'''",
        "SELECT [don't], 'hunter2', 'x'",
      })
  void whatDialectsReadDifferentlyIsNotShown(String sql) {
    assertThat(standard(sql).text() + standard(sql).summary()).doesNotContain("hunter2");
    assertThat(mysql(sql).text() + mysql(sql).summary()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "SELECT a FROM orders WHERE b = 1 | SELECT orders",
        "SELECT * FROM a x, b y JOIN c ON x.i = c.i | SELECT a b c",
        "INSERT INTO shop.orders (a) VALUES (1) | INSERT shop.orders",
        "INSERT INTO a SELECT * FROM b | INSERT a SELECT b",
        "UPDATE orders SET a = 1 WHERE b IN (SELECT c FROM d) | UPDATE orders SELECT d",
        "DELETE FROM \"Orders\" WHERE a = 1 | DELETE Orders",
        "WITH x AS (SELECT 1 FROM a) SELECT * FROM x | SELECT a SELECT x",
        "MERGE INTO t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET a = 1 | MERGE t s",
        "SELECT EXTRACT(YEAR FROM d) FROM t FOR UPDATE | SELECT t",
        "SELECT a FROM (SELECT b FROM c) x | SELECT SELECT c",
        "CREATE TABLE IF NOT EXISTS orders (id INT) | CREATE orders",
        "{call pay(1)} | CALL pay",
        "TRUNCATE TABLE t | TRUNCATE t",
        "INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = 2 | INSERT t",
        "hunter2 is what I typed | ''",
      })
  void summaries(String sql, String summary) {
    assertThat(standard(sql).summary()).isEqualTo(summary.equals("''") ? "" : summary);
  }

  @Test
  void operationIsOfTheWholeStatement() {
    assertThat(standard("WITH x AS (SELECT 1) DELETE FROM t").operation()).isEqualTo("DELETE");
    assertThat(standard("(SELECT 1) UNION (SELECT 2)").operation()).isEqualTo("SELECT");
    assertThat(standard("garbage").operation()).isNull();
  }

  @Test
  void megabyteOfRowsIsOneShapeAndQuick() {
    StringBuilder many = new StringBuilder("INSERT INTO t (a, b) VALUES ");
    for (int i = 0; many.length() < 1 << 20; i++) {
      many.append(i == 0 ? "" : ", ")
          .append("(")
          .append(i)
          .append(", 'hunter2 ")
          .append(i)
          .append("')");
    }
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 100; i++) {
            standard(many.toString());
          }
        });
    assertThat(standard(many.toString()).text()).isEqualTo("INSERT INTO t (a, b) VALUES (?)...");
    assertThat(standard(many.substring(0, many.length() - 70_000)).text())
        .isEqualTo("INSERT INTO t (a, b) VALUES (?)...");
  }

  @Test
  void megabyteInOneValueAndInOneNameIsCut() {
    String value = "INSERT INTO t VALUES ('" + "hunter2".repeat(150_000) + "')";
    assertThat(standard(value).text()).isEqualTo("INSERT INTO t VALUES...");
    assertThat(standard("SELECT " + "x".repeat(1 << 20)).text()).hasSizeLessThan(2100);
    assertThat(standard("(".repeat(1 << 20)).text()).hasSizeLessThan(2100);
  }

  @Test
  void binaryNeverThrowsAndKeepsNoSignThatCannotBeSent() {
    Random random = new Random(8);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      for (String text :
          List.of(
              new String(bytes, StandardCharsets.ISO_8859_1),
              new String(bytes, StandardCharsets.UTF_16))) {
        for (SqlShape shape : List.of(standard(text), mysql(text))) {
          assertThat(shape.text().chars().noneMatch(c -> c < ' ' || (c >= 0xd800 && c < 0xe000)))
              .as(shape.text())
              .isTrue();
        }
      }
    }
  }

  /** Statements of random pieces, in the ways that all dialects read in the same way. */
  @Test
  void noValueIsEverShownAndShapesDoNotDependOnValues() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      long pieces = random.nextLong();
      boolean quotesAreText = random.nextBoolean();
      String one = statement(new Random(pieces), new Random(random.nextLong()), quotesAreText);
      String other = statement(new Random(pieces), new Random(random.nextLong()), quotesAreText);
      SqlShape shape = SqlText.shapeOf(one, quotesAreText);
      assertThat(shape.text() + shape.summary()).as(one).doesNotContain("hunter", "77");
      assertThat(shape).as("%s%n%s", one, other).isEqualTo(SqlText.shapeOf(other, quotesAreText));
    }
  }

  private static String statement(Random pieces, Random values, boolean quotesAreText) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "SELECT",
                "a",
                "FROM",
                "t1",
                "WHERE",
                "=",
                "(",
                ")",
                ",",
                "IN",
                "AND",
                "x.y",
                "||",
                "-",
                "<>",
                "INSERT INTO",
                "VALUES",
                "\n",
                "`q r`",
                "/* it's hunter */",
                "-- hunter don't\n"));
    StringBuilder sql = new StringBuilder();
    int length = 1 + pieces.nextInt(30);
    for (int i = 0; i < length; i++) {
      int which = pieces.nextInt(words.size() + 8);
      sql.append(' ')
          .append(
              which < words.size() ? words.get(which) : value(which % 4, values, quotesAreText));
    }
    return sql.toString();
  }

  private static String value(int kind, Random values, boolean quotesAreText) {
    String[] inside = {
      "hunter2", "it''s hunter", "--hunter", "/*hunter", "hunter;", "#hunter", "", "\\\\"
    };
    String text = inside[values.nextInt(inside.length)];
    return switch (kind) {
      case 0 -> "'" + text + "'";
      case 1 -> String.valueOf(7_700_000 + values.nextInt(1000));
      case 2 -> quotesAreText ? '"' + text.replace("''", "\"\"") + '"' : "$x$" + text + "$x$";
      default -> "N'" + text + "'";
    };
  }

  @Test
  void shapesAreRememberedByTextAndDialect() {
    SqlShapes shapes = new SqlShapes();
    SqlShape first = shapes.of("SELECT \"a\" FROM t", null);
    assertThat(shapes.of("SELECT \"a\" FROM t", null)).isSameAs(first);
    assertThat(first.text()).isEqualTo("SELECT ? FROM t");
    assertThat(shapes.of(null, null).text()).isEmpty();
    for (int i = 0; i < 5000; i++) {
      assertThat(shapes.of("SELECT " + i + " FROM t", null).text()).isEqualTo("SELECT ? FROM t");
    }
  }
}
