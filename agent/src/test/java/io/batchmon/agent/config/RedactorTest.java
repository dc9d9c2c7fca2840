package io.batchmon.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

  private Redactor with(String patterns) {
    AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));
    return Redactor.of(
        new Settings(Map.of("batchmon.redact", new Settings.Value(patterns, "test")), log));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "password=S3cret # password=***",
        "cannot log in with Password: S3cret; bye # cannot log in with Password: ***; bye",
        "spring.datasource.password=S3cret, x=1 # spring.datasource.password=***, x=1",
        "DB_PASSWD=S3cret # DB_PASSWD=***",
        "{\"password\":\"S3 cret\",\"a\":1} # {\"password\":\"***\",\"a\":1}",
        "{'client_secret' : 'S3 cret'} # {'client_secret' : '***'}",
        "x?token=S3cret&y=1 # x?token=***&y=1",
        "apiKey=S3cret # apiKey=***",
        "x-api-key: S3cret # x-api-key: ***",
        "aws_secret_access_key = S3cret # aws_secret_access_key = ***",
        "AccountKey=S3cret==;Endpoint=x # AccountKey=***;Endpoint=x",
        "<db:password>S3cret</db:password> # <db:password>***</db:password>",
        "jdbc:postgresql://bob:S3cret@db/x # jdbc:postgresql://***@db/x",
        "amqp://bob:S3c@ret@mq:5672 # amqp://***@mq:5672",
        "jdbc:oracle:thin:scott/S3cret@//db # jdbc:oracle:thin:***@//db",
        "Authorization: Basic S3cretS3cret # Authorization: ***",
        "sent Bearer S3cretS3cret to x # sent Bearer *** to x",
        "jwt eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJ_x end # jwt *** end",
        "key AKIAIOSFODNN7EXAMPLE used # key *** used",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY # ***",
        "card 4111 1111 1111 1111 declined # card *** declined",
        "card 5500-0000-0000-0004 # card ***",
        "card 378282246310005 # card ***",
        "mail bob.smith+x@mail.example.org bounced # mail *** bounced",
        "xoxb-1234567890-abcdef # ***",
        "https://hooks.slack.com/services/T0/B0/abc # https://hooks.slack.com/***",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789 # ***",
        "curl -u bob:S3cret https://x # curl -u bob:*** https://x",
        "smb://dom;bob:S3cret@files/share # smb://***@files/share",
        "jdbc:sqlserver://db:1433;user=sa;password=S3@ret;x=1 # jdbc:sqlserver://db:1433;user=sa;password=***;x=1",
        "failed for bob with password hunter2pass # failed for bob with password ***",
        "field 'password': rejected value [S3cret]; codes # field 'password': rejected value [***]; codes",
        "SAMLResponse=PHNhbWxw # SAMLResponse=***",
        "{Authorization=[Bearer S3cretS3cret], Accept=[*/*]} # {Authorization=[***], Accept=[*/*]}",
        "Cookie: a=b; SESSION=S3cret; c=d is too long # Cookie: *** is too long",
        "password=a,b;c&d, user=bob # password=***, user=bob",
        "password=a,user=bob # password=***,user=bob",
        "password=${SECRET:S3cret} # password=***",
        "password={bcrypt}$2a$10$abc # password=***",
        "{\\\"token\\\":\\\"S3cret12\\\"} # {\\\"token\\\":\\\"***\\\"}",
        "phone: 0151 23456789 # phone: ***",
        "IBAN GB82 WEST 1234 5698 7654 32. # IBAN ***.",
        "비밀번호: S3cret # 비밀번호: ***",
      })
  void secretIsHidden(String text, String expected) {
    assertThat(Redactor.builtIn().apply(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bad file",
        "Connection to db.example.org:5432 refused",
        "order 4711 of 2026-01-01T02:00:00Z, 1767232800000 ms",
        "at com.acme.Loader.load(Loader.java:88)",
        "4111 1111 1111 1112 is no card",
        "sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "https://example.org/a?b=c",
        "7f3a91c2-1111-4222-8333-444455556666",
        "the password is wrong",
        "password=${SECRET}",
        "password=***",
        "unexpected token: FETCH",
        "total_tokens=1752",
        "",
      })
  void restIsLeftAsItIs(String text) {
    assertThat(Redactor.builtIn().apply(text)).isSameAs(text);
  }

  @Test
  void privateKeyIsHiddenEvenIfItsEndIsMissing() {
    String key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n";
    assertThat(Redactor.builtIn().apply("a " + key + "-----END RSA PRIVATE KEY----- b"))
        .isEqualTo("a *** b");
    assertThat(Redactor.builtIn().apply("a " + key)).isEqualTo("a ***");
    String certificate = "-----BEGIN CERTIFICATE-----\nMIIEow\n-----END CERTIFICATE-----";
    assertThat(Redactor.builtIn().apply(certificate)).isEqualTo(certificate);
  }

  @Test
  void longTextIsTreatedInPiecesAndKeptWhole() {
    String line = "at com.acme.Loader.load(Loader.java:88) password=S3cret end\n";
    String safe = Redactor.builtIn().apply(line.repeat(3000));

    assertThat(safe).doesNotContain("S3cret");
    assertThat(safe.lines().count()).isEqualTo(3000);
    assertThat(safe).endsWith("password=*** end\n");
  }

  @Test
  void addedPatternsHideMore() {
    Redactor redactor = with("IBAN\\s?[A-Z]{2}\\d{2,4}, custo[a,m]er-\\d+");

    assertThat(redactor.apply("IBAN DE89 of customer-17, password=x"))
        .isEqualTo("*** of ***, password=***");
    assertThat(stderr.size()).isZero();
  }

  @Test
  void brokenPatternIsOneWarningAndTheOthersHold() {
    assertThat(with("(, customer-\\d+").apply("( customer-17")).isEqualTo("( ***");
    assertThat(stderr.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("batchmon.redact=( is no regular expression")
        .contains("using the other patterns");
  }

  @Test
  void patternThatBacktracksHidesTheWholeTextAndIsSaidOnce() {
    Redactor redactor = with("(a+)+b");
    for (int i = 0; i < 3; i++) {
      assertThat(redactor.apply("see https://example.org " + "a".repeat(4000)))
          .isEqualTo("*** (redacted as a whole: a pattern took too long)");
    }
    assertThat(redactor.apply("an aab here")).isEqualTo("an *** here");
    assertThat(stderr.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("batchmon.redact: the pattern (a+)+b takes too long on a text of 4024 characters")
        .contains("hidden as a whole. Write it without repetitions inside of repetitions");
  }

  @Test
  void patternThatMatchesNothingHidesNothing() {
    assertThat(with("x*").apply("abc")).isEqualTo("abc");
    assertThat(with(".*").apply("abc\nd")).isEqualTo("***\n***");
    assertThat(with("\\*").apply("***")).isEqualTo("***");
  }

  @Test
  void classesAreSwitchedByTheirWords() {
    String text = "bob@example.org from 10.2.3.4, card 4111111111111111, password=S3cret, K-17";

    assertThat(with("-email,+ip, K-\\d+").apply(text))
        .isEqualTo("bob@example.org from ***, card ***, password=***, ***");
    assertThat(with("-card").apply(text))
        .isEqualTo("*** from 10.2.3.4, card 4111111111111111, password=***, K-17");
    assertThat(stderr.size()).isZero();
  }

  @Test
  void everyClassButSecretsCanBeShown() {
    Redactor redactor = with("-email,-phone,-card,-iban,-id");
    String text =
        "bob@example.org, +49 151 23456789, 4111111111111111, DE89370400440532013000, 123-45-6789";

    assertThat(redactor.apply(text)).isSameAs(text);
    assertThat(redactor.apply("token=S3cret12")).isEqualTo("token=***");
  }

  @ParameterizedTest
  @CsvSource({
    "-mail, names no class",
    "+secret, cannot be: secrets are always hidden",
    "-secret, cannot be"
  })
  void unknownClassIsOneWarning(String item, String reason) {
    assertThat(with(item).apply("password=S3cret")).isEqualTo("password=***");
    assertThat(stderr.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("batchmon.redact=" + item + " " + reason)
        .contains("there are card, iban, id, email, phone and ip");
  }

  @Test
  void textThatNobodyCanVouchForIsHidden() {
    // a stack that is too deep for a regular expression is one way to fail
    String safe = with("(x|y)*z").apply("xy".repeat(200_000));
    assertThat(safe).startsWith("*** (redacted as a whole");
  }
}
