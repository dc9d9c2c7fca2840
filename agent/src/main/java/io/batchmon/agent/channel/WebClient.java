package io.batchmon.agent.channel;

import io.batchmon.agent.secret.Secret;
import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Posts to one address, which is a secret: it is part of no text that this class returns or throws.
 * The client is made at the first request. Not thread-safe.
 */
final class WebClient {
  private static final long MAX_ANSWER = 16 * 1024;

  private final Secret address;
  private final long connectMillis;
  private final long callMillis;
  private @Nullable String known;
  private @Nullable HttpUrl url;
  private @Nullable OkHttpClient client;

  /** With the time-outs meant for use. */
  WebClient(Secret address) {
    this(address, 3000, 10_000);
  }

  WebClient(Secret address, long connectMillis, long callMillis) {
    this.address = address;
    this.connectMillis = connectMillis;
    this.callMillis = callMillis;
  }

  /** Whether the address is another one now. */
  boolean refresh() {
    return address.refresh();
  }

  /**
   * Posts JSON.
   *
   * @param path added to the address, with a query perhaps; or empty
   * @param headers names and values in turn
   * @throws IOException with a text that may be shown
   */
  Answer post(String path, byte[] body, String... headers) throws IOException {
    return send("POST", path, body, headers);
  }

  /** Asks for a page of the address; as {@link #post} in all else. */
  Answer get(String path, String... headers) throws IOException {
    return send("GET", path, null, headers);
  }

  /**
   * Asks the server for the head of its first page, which tells nobody anything: its name is known,
   * it is there, and its certificate is good.
   *
   * @return the server, such as {@code hooks.slack.com:443}
   */
  String reach() throws IOException {
    HttpUrl base = url();
    HttpUrl root =
        base.newBuilder().username("").password("").encodedPath("/").encodedQuery(null).build();
    Request request =
        new Request.Builder().url(root).header("User-Agent", "batchmon").head().build();
    try {
      client(base).newCall(request).execute().close();
      return root.host() + ':' + root.port();
    } catch (IOException failure) {
      throw new IOException(withoutUrl(String.valueOf(failure), base));
    }
  }

  private Answer send(String method, String path, byte @Nullable [] body, String... headers)
      throws IOException {
    HttpUrl base = url();
    Request request;
    try {
      request = request(method, base, path, body, headers);
    } catch (IllegalArgumentException malformed) {
      // why: its words contain the header's value
      throw new IOException("a header has characters that cannot be sent");
    }
    try (Response response = client(base).newCall(request).execute()) {
      return new Answer(response.code(), text(response), response.header("Retry-After"));
    } catch (IOException failure) {
      throw new IOException(withoutUrl(String.valueOf(failure), base));
    }
  }

  private static Request request(
      String method, HttpUrl base, String path, byte @Nullable [] body, String... headers) {
    HttpUrl target = base;
    if (!path.isEmpty()) {
      int mark = path.indexOf('?');
      HttpUrl.Builder builder =
          base.newBuilder().addPathSegments(mark < 0 ? path : path.substring(0, mark));
      target = (mark < 0 ? builder : builder.encodedQuery(path.substring(mark + 1))).build();
    }
    Request.Builder request =
        new Request.Builder()
            .url(target)
            .header("User-Agent", "batchmon")
            .method(
                method,
                body == null
                    ? null
                    : RequestBody.create(body, MediaType.get("application/json; charset=utf-8")));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request.build();
  }

  private HttpUrl url() throws IOException {
    String text = address.value();
    HttpUrl last = url;
    if (last != null && text.equals(known)) {
      return last;
    }
    HttpUrl parsed = HttpUrl.parse(text.trim());
    if (parsed == null) {
      throw new IOException("its address is no http(s) URL");
    }
    known = text;
    url = parsed;
    client = null;
    return parsed;
  }

  private OkHttpClient client(HttpUrl base) {
    OkHttpClient made = client;
    if (made == null) {
      made =
          new OkHttpClient.Builder()
              // why: what is not asked for is not loaded; a cold JVM that ends has 2 s for all
              .protocols(Collections.singletonList(Protocol.HTTP_1_1))
              .connectionSpecs(
                  Collections.singletonList(
                      base.isHttps() ? ConnectionSpec.MODERN_TLS : ConnectionSpec.CLEARTEXT))
              .fastFallback(false)
              .followRedirects(false)
              // why: messages are rare, and a connection kept is one that went stale unseen
              .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
              .connectTimeout(connectMillis, TimeUnit.MILLISECONDS)
              .writeTimeout(callMillis, TimeUnit.MILLISECONDS)
              .readTimeout(callMillis, TimeUnit.MILLISECONDS)
              .callTimeout(callMillis, TimeUnit.MILLISECONDS)
              .build();
      client = made;
    }
    return made;
  }

  // why: the status is the answer; a body that breaks off or never comes changes nothing about it
  private static String text(Response response) {
    Buffer text = new Buffer();
    try {
      BufferedSource source = response.body().source();
      while (text.size() < MAX_ANSWER) {
        if (source.read(text, MAX_ANSWER - text.size()) < 0) {
          break;
        }
      }
    } catch (IOException unreadable) {
      return "";
    }
    return text.readUtf8().trim();
  }

  private static String withoutUrl(String text, HttpUrl url) {
    String safe = text.replace(url.toString(), "***");
    if (url.encodedPath().length() > 1) {
      safe = safe.replace(url.encodedPath(), "/***");
    }
    for (String segment : url.pathSegments()) {
      if (segment.length() >= 6) {
        safe = safe.replace(segment, "***");
      }
    }
    String query = url.encodedQuery();
    return query == null || query.isEmpty() ? safe : safe.replace(query, "***");
  }
}
