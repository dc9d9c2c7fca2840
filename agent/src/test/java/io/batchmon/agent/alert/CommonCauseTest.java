package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.run.FailureText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommonCauseTest {
  private static @Nullable CommonCause of(Throwable thrown) {
    return Fingerprint.of(FailureText.of(thrown), new Frames(null), FingerprintRules.NONE).cause();
  }

  private static String key(Throwable thrown) {
    CommonCause cause = of(thrown);
    assertThat(cause).isNotNull();
    return cause.key();
  }

  private static SQLException lost(String state, String message, Throwable cause) {
    return Thrown.with(new SQLException(message, state, 0, cause), "org.postgresql.A.a:1");
  }

  @Test
  void lostDatabaseIsOneCauseHoweverItShows() {
    String refused =
        key(
            new IllegalStateException(
                "x",
                lost(
                    "08001",
                    "Connection to Orders-DB:5432 refused",
                    new ConnectException("Connection refused"))));
    assertThat(
            key(
                lost(
                    "08006",
                    "I/O error with orders-db:5432",
                    new SocketTimeoutException("Read timed out"))))
        .isEqualTo(refused);
    assertThat(
            key(
                lost(
                    "08001",
                    "Connection to ledger-db:5432 refused",
                    new ConnectException("Connection refused"))))
        .isNotEqualTo(refused);
  }

  @Test
  void saysWhatAndWhere() {
    CommonCause cause = of(new UnknownHostException("orders-db.internal"));
    assertThat(cause).isNotNull();
    assertThat(cause.code()).isEqualTo("unknown_host");
    assertThat(cause.endpoint()).isEqualTo("orders-db.internal");
    assertThat(cause.type()).isEqualTo("java.net.UnknownHostException");
  }

  @Test
  void bugIsNobodysCommonCause() {
    assertThat(of(Thrown.badFile())).isNull();
    assertThat(of(new IllegalArgumentException("bad host orders-db:5432"))).isNull();
  }

  @Test
  void fileOfOneJobIsNotTheFileOfAnother() {
    String orders = key(new FileNotFoundException("/in/orders.csv (No such file or directory)"));
    assertThat(key(new FileNotFoundException("/in/orders.csv (No such file or directory)")))
        .isEqualTo(orders);
    assertThat(key(new FileNotFoundException("/in/ledger.csv (No such file or directory)")))
        .isNotEqualTo(orders);
    assertThat(key(new IOException("/in/a: No space left on device")))
        .isEqualTo(key(new IOException("/in/b: No space left on device")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "Connection to Orders-DB:5432 refused. Check it # orders-db:5432",
        "Connect to http://api:8080/x?y=1 failed # api:8080",
        "I/O error on GET request for \"https://api.acme.com/x\": refused # api.acme.com",
        "for jdbc:postgresql://u:p@db.acme.com:5432,db2:5432/orders # db.acme.com:5432",
        "for jdbc:oracle:thin:u/p@ora.acme.com:1521:SID # ora.acme.com:1521",
        "for jdbc:oracle:thin:@//ora:1521/x # ora:1521",
        "failed to connect to localhost/127.0.0.1:6379 # localhost:6379",
        "refused: /10.0.0.1:9092 # 10.0.0.1:9092",
        "Socket fail to connect to host:address=(host=db)(port=1) # `null`",
        "Bootstrap broker kafka-1.acme.com:9092 (id: -1) disconnected # kafka-1.acme.com:9092"
      },
      nullValues = "null")
  void addressIsFound(String message, @Nullable String endpoint) {
    assertThat(Endpoint.in(message)).isEqualTo(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "line:12 of Foo.java:120",
        "row 7: x",
        "com.acme.A:12",
        "12:30:00",
        "a:b",
        ":80",
        "x:123456",
        "http://",
        "://",
        "",
        "Foo.csv:9"
      })
  void otherTextsAreNone(String message) {
    assertThat(Endpoint.in(message)).isNull();
  }
}
