package io.batchmon.agent.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * OTLP over HTTP by the JDK's own client, on the calling thread. Keeps connections alive, follows
 * no redirect, and takes what an application may have set for the whole JVM (TLS defaults, cookies,
 * authenticator, caches) only where the JDK leaves no choice.
 */
final class UrlConnectionSender implements OtlpSender {
  private static final int MAX_ANSWER = 64 * 1024;

  /** Knows no password, so that the application's authenticator is not asked. */
  private static final class NoPassword extends Authenticator {
    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
      return null;
    }
  }

  /** The JDK has found that the name does not fit the certificate and asks whether to go on. */
  private static final class Strict implements HostnameVerifier {
    @Override
    public boolean verify(String host, SSLSession session) {
      return false;
    }
  }

  private final URI endpoint;
  private final Map<String, String> headers;
  private final boolean gzip;
  private final String userAgent;
  private final @Nullable SSLContext tls;
  private final @Nullable Proxy proxy;
  private final Authenticator noPassword = new NoPassword();
  private final HostnameVerifier strict = new Strict();

  UrlConnectionSender(OtlpConfig.Signal signal, String userAgent, @Nullable SSLContext tls) {
    this(signal, userAgent, tls, proxyFor(signal.endpoint));
  }

  UrlConnectionSender(
      OtlpConfig.Signal signal, String userAgent, @Nullable SSLContext tls, @Nullable Proxy proxy) {
    this.endpoint = signal.endpoint;
    this.headers = signal.headers;
    this.gzip = signal.gzip;
    this.userAgent = userAgent;
    this.tls = tls;
    this.proxy = proxy;
  }

  /**
   * The JDK's choice by {@code http.proxyHost} and the like; an application's selector is not run.
   */
  static Proxy proxyFor(URI endpoint) {
    ProxySelector selector = ProxySelector.getDefault();
    if (selector == null || !selector.getClass().getName().startsWith("sun.net.")) {
      return Proxy.NO_PROXY;
    }
    List<Proxy> proxies = selector.select(endpoint);
    return proxies.isEmpty() ? Proxy.NO_PROXY : proxies.get(0);
  }

  @Override
  public SendResult send(byte[] body, long timeoutMillis) {
    HttpURLConnection connection = null;
    try {
      byte[] sent = gzip ? zipped(body) : body;
      connection = open(endpoint.toURL(), sent.length, (int) Math.max(1, timeoutMillis));
      try (OutputStream stream = connection.getOutputStream()) {
        stream.write(sent);
      }
      return answer(connection, connection.getResponseCode());
    } catch (IOException failure) {
      if (connection != null) {
        connection.disconnect();
      }
      return SendResult.failed(word(failure), text(failure), 0);
    } catch (RuntimeException failure) {
      return SendResult.refused("error", String.valueOf(failure));
    }
  }

  private static byte[] zipped(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4 + 64);
    try (OutputStream stream = new GZIPOutputStream(bytes)) {
      stream.write(body);
    }
    return bytes.toByteArray();
  }

  private HttpURLConnection open(URL url, int length, int timeoutMillis) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) (proxy == null ? url.openConnection() : url.openConnection(proxy));
    if (connection instanceof HttpsURLConnection && tls != null) {
      ((HttpsURLConnection) connection).setSSLSocketFactory(tls.getSocketFactory());
      ((HttpsURLConnection) connection).setHostnameVerifier(strict);
    }
    withoutApplicationsPassword(connection);
    connection.setConnectTimeout(timeoutMillis);
    connection.setReadTimeout(timeoutMillis);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setAllowUserInteraction(false);
    connection.setDoOutput(true);
    connection.setRequestMethod("POST");
    // why: in streaming mode the JDK neither repeats a POST by itself nor asks for a password
    connection.setFixedLengthStreamingMode(length);
    connection.setRequestProperty("Content-Type", "application/x-protobuf");
    connection.setRequestProperty("User-Agent", userAgent);
    connection.setRequestProperty("Accept", "application/x-protobuf");
    if (gzip) {
      connection.setRequestProperty("Content-Encoding", "gzip");
    }
    for (Map.Entry<String, String> header : headers.entrySet()) {
      connection.setRequestProperty(header.getKey(), header.getValue());
    }
    return connection;
  }

  // why: a proxy's challenge reaches the application's Authenticator, which may open a window;
  // the method to set another exists since Java 9
  private void withoutApplicationsPassword(HttpURLConnection connection) {
    try {
      HttpURLConnection.class
          .getMethod("setAuthenticator", Authenticator.class)
          .invoke(connection, noPassword);
    } catch (ReflectiveOperationException java8) {
      connection.setAllowUserInteraction(false);
    }
  }

  private static SendResult answer(HttpURLConnection connection, int status) throws IOException {
    InputStream stream = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    byte[] answer = stream == null ? new byte[0] : drained(stream);
    if (status >= 200 && status < 300) {
      return PartialSuccess.of(answer);
    }
    String text = "HTTP status " + status;
    if (status == 429 || status == 502 || status == 503 || status == 504) {
      return SendResult.failed(String.valueOf(status), text, retryAfterMillis(connection));
    }
    return SendResult.refused(String.valueOf(status), text);
  }

  /** At most the first part of the answer; read on so that the connection can be used again. */
  private static byte[] drained(InputStream stream) throws IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    int total = 0;
    try (InputStream closing = stream) {
      int read;
      while (total < MAX_ANSWER && (read = closing.read(buffer)) >= 0) {
        kept.write(buffer, 0, read);
        total += read;
      }
    }
    return kept.toByteArray();
  }

  private static long retryAfterMillis(HttpURLConnection connection) {
    String text = connection.getHeaderField("Retry-After");
    if (text == null) {
      return 0;
    }
    try {
      return Math.max(0, Math.min(3600, Long.parseLong(text.trim()))) * 1000;
    } catch (NumberFormatException notSeconds) {
      long until = connection.getHeaderFieldDate("Retry-After", 0);
      return until == 0 ? 0 : Math.max(0, until - System.currentTimeMillis());
    }
  }

  private static String word(IOException failure) {
    if (failure instanceof SocketTimeoutException) {
      return "timeout";
    }
    if (failure instanceof SSLException) {
      return "tls";
    }
    return failure instanceof ConnectException
            || failure instanceof NoRouteToHostException
            || failure instanceof UnknownHostException
        ? "connect"
        : "connection";
  }

  private static String text(IOException failure) {
    String message = failure.getMessage();
    if (failure instanceof UnknownHostException) {
      return "unknown host " + message;
    }
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
