package io.batchmon.agent.aws;

import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.util.Collections;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** HTTP to AWS and to the metadata services beside this process. Thread-safe. */
final class AwsHttp {
  private static final int MAX_ANSWER = 256 * 1024;

  private final long connectMillis;
  private final long callMillis;
  private final long metadataMillis;
  private @Nullable OkHttpClient tls;
  private @Nullable OkHttpClient plain;

  /** With the time-outs meant for use. */
  AwsHttp() {
    this(2000, 5000, 1000);
  }

  AwsHttp(long connectMillis, long callMillis, long metadataMillis) {
    this.connectMillis = connectMillis;
    this.callMillis = callMillis;
    this.metadataMillis = metadataMillis;
  }

  /** To a service. */
  AwsAnswer post(URI uri, Map<String, String> headers, byte[] body) throws IOException {
    return send(clientFor(uri), "POST", uri, headers, body);
  }

  /** To a service that is near or not there: no proxy, no patience. */
  AwsAnswer metadata(String method, URI uri, Map<String, String> headers) throws IOException {
    OkHttpClient client =
        clientFor(uri)
            .newBuilder()
            .proxy(Proxy.NO_PROXY)
            .connectTimeout(metadataMillis, TimeUnit.MILLISECONDS)
            .callTimeout(metadataMillis, TimeUnit.MILLISECONDS)
            .build();
    return send(client, method, uri, headers, method.equals("PUT") ? new byte[0] : null);
  }

  private synchronized OkHttpClient clientFor(URI uri) {
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    OkHttpClient client = https ? tls : plain;
    if (client == null) {
      client =
          new OkHttpClient.Builder()
              // why: what is not asked for is not loaded; a cold JVM that ends has 2 s for all
              .protocols(Collections.singletonList(Protocol.HTTP_1_1))
              .connectionSpecs(
                  Collections.singletonList(
                      https ? ConnectionSpec.MODERN_TLS : ConnectionSpec.CLEARTEXT))
              .fastFallback(false)
              .followRedirects(false)
              .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
              .connectTimeout(connectMillis, TimeUnit.MILLISECONDS)
              .writeTimeout(callMillis, TimeUnit.MILLISECONDS)
              .readTimeout(callMillis, TimeUnit.MILLISECONDS)
              .callTimeout(callMillis, TimeUnit.MILLISECONDS)
              .build();
      if (https) {
        tls = client;
      } else {
        plain = client;
      }
    }
    return client;
  }

  private static AwsAnswer send(
      OkHttpClient client,
      String method,
      URI uri,
      Map<String, String> headers,
      byte @Nullable [] body)
      throws IOException {
    try (Response response = client.newCall(request(method, uri, headers, body)).execute()) {
      ResponseBody peeked = response.peekBody(MAX_ANSWER);
      Date date = response.headers().getDate("Date");
      return new AwsAnswer(
          response.code(),
          peeked.string(),
          response.header("x-amzn-ErrorType"),
          response.header("Retry-After"),
          date == null ? 0 : date.getTime());
    } catch (IllegalArgumentException malformed) {
      // why: okhttp's own word for a header that it cannot send shows the header
      throw new IOException("a header, such as a token, has characters that cannot be sent");
    }
  }

  private static Request request(
      String method, URI uri, Map<String, String> headers, byte @Nullable [] body)
      throws IOException {
    HttpUrl url = HttpUrl.get(uri);
    if (url == null) {
      throw new IOException("no http(s) address: " + uri.getScheme() + "://" + uri.getHost());
    }
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .method(method, body == null ? null : RequestBody.create(body))
            .header("User-Agent", "batchmon");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      request.header(header.getKey(), header.getValue());
    }
    return request.build();
  }
}
