package io.batchmon.agent.aws;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4, in the headers, as every service but S3 wants it: the path is normalized
 * and encoded once more.
 */
final class SigV4 {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String UNRESERVED = "-._~";
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private SigV4() {}

  /**
   * The headers of the request, with those that sign it; all of them are signed.
   *
   * @param headers of the request; Host is added
   * @param nowMillis epoch milliseconds, as the server has them
   */
  static Map<String, String> sign(
      String method,
      URI uri,
      Map<String, String> headers,
      byte[] body,
      AwsCredentials credentials,
      String region,
      String service,
      long nowMillis) {
    String time = AwsTime.basic(nowMillis);
    String date = time.substring(0, 8);
    Map<String, String> all = new TreeMap<>(headers);
    all.put("Host", host(uri));
    all.put("X-Amz-Date", time);
    String digest = hex(sha256(body));
    all.put("X-Amz-Content-Sha256", digest);
    String token = credentials.sessionToken();
    if (token != null) {
      all.put("X-Amz-Security-Token", token);
    }
    Map<String, String> lower = new TreeMap<>();
    for (Map.Entry<String, String> header : all.entrySet()) {
      lower.put(header.getKey().toLowerCase(Locale.ROOT), oneBlank(header.getValue()));
    }
    StringBuilder canonical = new StringBuilder(method);
    canonical.append('\n').append(path(uri)).append('\n').append(query(uri.getRawQuery()));
    for (Map.Entry<String, String> header : lower.entrySet()) {
      canonical.append('\n').append(header.getKey()).append(':').append(header.getValue());
    }
    String names = String.join(";", lower.keySet());
    canonical.append("\n\n").append(names).append('\n').append(digest);

    String scope = date + '/' + region + '/' + service + "/aws4_request";
    String toSign =
        ALGORITHM + '\n' + time + '\n' + scope + '\n' + hex(sha256(utf8(canonical.toString())));
    byte[] key = utf8("AWS4" + credentials.secretAccessKey());
    for (String part : new String[] {date, region, service, "aws4_request"}) {
      key = hmac(key, part);
    }
    all.put(
        "Authorization",
        ALGORITHM
            + " Credential="
            + credentials.accessKeyId()
            + '/'
            + scope
            + ", SignedHeaders="
            + names
            + ", Signature="
            + hex(hmac(key, toSign)));
    return all;
  }

  /** As in the Host header: without the port that goes without saying. */
  static String host(URI uri) {
    int port = uri.getPort();
    boolean usual = port < 0 || port == ("https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80);
    return uri.getHost() + (usual ? "" : ":" + port);
  }

  private static String path(URI uri) {
    String raw = uri.normalize().getRawPath();
    if (raw == null || raw.isEmpty()) {
      return "/";
    }
    // why: AWS's own signer does so, against RFC 3986
    if (raw.length() > 1 && raw.endsWith("/") && !uri.getRawPath().endsWith("/")) {
      raw = raw.substring(0, raw.length() - 1);
    }
    return encoded(raw, true);
  }

  private static String query(String raw) {
    if (raw == null || raw.isEmpty()) {
      return "";
    }
    List<String> pairs = new ArrayList<>();
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        // why: a name sorts before a longer one that begins with it, and '=' does not
        pairs.add(encoded(decoded(name), false) + '\n' + encoded(decoded(value), false));
      }
    }
    Collections.sort(pairs);
    return String.join("&", pairs).replace('\n', '=');
  }

  private static String decoded(String text) {
    byte[] in = utf8(text);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      int code = in[i] == '%' && i + 2 < in.length ? hexPair(in[i + 1], in[i + 2]) : -1;
      if (code >= 0) {
        out[length++] = (byte) code;
        i += 2;
      } else {
        out[length++] = in[i];
      }
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }

  private static int hexPair(byte high, byte low) {
    int code = Character.digit(high, 16);
    int rest = Character.digit(low, 16);
    return code < 0 || rest < 0 ? -1 : code * 16 + rest;
  }

  /** Percent-encoded, but for letters, digits and {@code - . _ ~}, and slashes if told so. */
  static String encoded(String text, boolean keepSlash) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : utf8(text)) {
      char c = (char) (b & 0xff);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (plain || UNRESERVED.indexOf(c) >= 0 || (keepSlash && c == '/')) {
        encoded.append(c);
      } else {
        encoded.append('%').append(Character.toUpperCase(HEX[c >> 4]));
        encoded.append(Character.toUpperCase(HEX[c & 15]));
      }
    }
    return encoded.toString();
  }

  private static String oneBlank(String value) {
    StringBuilder text = new StringBuilder(value.length());
    boolean blank = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean isBlank = c == ' ' || (c >= '\t' && c <= '\r');
      if (!isBlank) {
        text.append(blank && text.length() > 0 ? " " : "").append(c);
      }
      blank = isBlank;
    }
    return text.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException("SHA-256 is in every Java", never);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException("HmacSHA256 is in every Java", never);
    }
  }

  static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length * 2);
    for (byte b : bytes) {
      text.append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
    }
    return text.toString();
  }
}
