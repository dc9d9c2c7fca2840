package io.batchmon.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureCodeTest {
  static Stream<Arguments> codes() {
    SQLException batch = new BatchUpdateException("Batch", null, 0, new int[0]);
    batch.setNextException(new SQLException("duplicate", "23505"));
    return Stream.of(
        Arguments.of(new SQLException("duplicate", "23000", 1062), "sql:23000/1062"),
        Arguments.of(new SQLException("duplicate", "23505"), "sql:23505"),
        Arguments.of(new SQLException("lost", "08S01", 17), "sql:08"),
        Arguments.of(new SQLException("lost", "08006"), "sql:08"),
        Arguments.of(new SQLException("shutdown", "57P01"), "sql:08"),
        Arguments.of(new SQLTransientConnectionException("pool is empty"), "sql:08"),
        Arguments.of(new SQLException("no table", null, 942), "sql:/942"),
        Arguments.of(new SQLException("?"), null),
        Arguments.of(batch, "sql:23505"),
        Arguments.of(new ConnectException("Connection refused"), "errno:ECONNREFUSED"),
        Arguments.of(
            new ConnectException("Connection refused (Connection refused)"), "errno:ECONNREFUSED"),
        Arguments.of(new ConnectException("Connection refused: x/1.2.3.4:5"), "errno:ECONNREFUSED"),
        Arguments.of(
            new ConnectException("Connect to a:1 failed: Connection refused (connect failed)"),
            "errno:ECONNREFUSED"),
        Arguments.of(
            new IOException("Exec failed, error: 2 (No such file or directory) "), "errno:ENOENT"),
        Arguments.of(new java.nio.file.NoSuchFileException("/a"), "errno:ENOENT"),
        Arguments.of(new SocketException("Connection reset"), "errno:ECONNRESET"),
        Arguments.of(new IOException("Connection reset by peer"), "errno:ECONNRESET"),
        Arguments.of(new SocketTimeoutException("Connect timed out"), "timeout:connect"),
        Arguments.of(new SocketTimeoutException("connect timed out"), "timeout:connect"),
        Arguments.of(new SocketTimeoutException("Read timed out"), "timeout:read"),
        Arguments.of(new SocketTimeoutException(), "timeout"),
        Arguments.of(new FileNotFoundException("/a (Permission denied)"), "errno:EACCES"),
        Arguments.of(new FileNotFoundException("http://a/b"), "http:404"),
        Arguments.of(
            new FileSystemException("/a", null, "No space left on device"), "errno:ENOSPC"),
        Arguments.of(new IOException("/No space left on device/x: what"), null),
        Arguments.of(
            new IOException("Server returned HTTP response code: 503 for URL: http://a"),
            "http:5xx"),
        Arguments.of(
            new SSLHandshakeException("Received fatal alert: handshake_failure"),
            "tls:handshake_failure"),
        Arguments.of(new OutOfMemoryError("GC overhead limit exceeded"), "oom:heap"),
        Arguments.of(new NoClassDefFoundError("com/acme/A"), "class:com.acme.A"),
        Arguments.of(new ClassNotFoundException("com.acme.A from x"), "class:com.acme.A"),
        Arguments.of(
            new NoClassDefFoundError("Could not initialize class com.acme.A"), "init:com.acme.A"),
        Arguments.of(new javax.naming.NamingException("[LDAP: error code 49 - x]"), "ldap:49"),
        Arguments.of(new IllegalStateException("Connection refused"), null));
  }

  @ParameterizedTest
  @MethodSource("codes")
  void libraryKnowsMoreThanTheType(Throwable thrown, @Nullable String code) {
    assertThat(FailureText.of(thrown).root().code()).isEqualTo(code);
  }

  private static final class Broken extends SQLException {
    private static final long serialVersionUID = 1;

    @Override
    public String getSQLState() {
      throw new StackOverflowError();
    }
  }

  @Test
  void brokenExceptionHasNoCode() {
    assertThat(FailureText.of(new Broken()).root().code()).isNull();
  }

  private static final class Endless extends SQLException {
    private static final long serialVersionUID = 1;

    @Override
    public String getSQLState() {
      return "4 \n2".repeat(1000);
    }
  }

  @Test
  void codeIsShortAndPlain() {
    assertThat(FailureText.of(new Endless()).root().code()).hasSize(80).startsWith("sql:4__2");
  }

  @Test
  void bothEndsOfALongChainAreKept() {
    Throwable chain = new IOException("root");
    for (int i = 0; i < 20; i++) {
      chain = new IllegalStateException("wrapped " + i, chain);
    }
    FailureText text = FailureText.of(chain);

    assertThat(text.causes()).hasSize(8);
    assertThat(text.outermost().message()).isEqualTo("wrapped 19");
    assertThat(text.root().message()).isEqualTo("root");
    assertThat(text.stackTrace()).contains("... 13 causes in between\nCaused by: ");
  }
}
