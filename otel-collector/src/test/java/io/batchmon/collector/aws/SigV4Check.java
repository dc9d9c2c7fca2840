package io.batchmon.collector.aws;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Signature version 4, computed anew from what came over the wire. */
final class SigV4Check {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          ALGORITHM
              + " Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, ?"
              + "SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Duration SKEW = Duration.ofMinutes(15);

  private final String keyId;
  private final String secret;
  private final String region;

  SigV4Check(String keyId, String secret, String region) {
    this.keyId = keyId;
    this.secret = secret;
    this.region = region;
  }

  /**
   * What AWS would refuse the request for, as {@code Code: message}; null if it would not.
   *
   * @param headers names in lower case
   */
  @Nullable String refusal(
      String service,
      String method,
      URI uri,
      Map<String, String> headers,
      byte[] body,
      Instant now) {
    String authorization = headers.get("authorization");
    if (authorization == null) {
      return "MissingAuthenticationTokenException: Missing Authentication Token";
    }
    Matcher sent = AUTHORIZATION.matcher(authorization);
    if (!sent.matches()) {
      return "IncompleteSignatureException: " + authorization;
    }
    if (!sent.group(1).equals(keyId)) {
      return "UnrecognizedClientException: The security token included in the request is invalid";
    }
    if (!sent.group(3).equals(region)) {
      return "InvalidSignatureException: Credential should be scoped to a valid region, not "
          + sent.group(3);
    }
    if (!sent.group(4).equals(service)) {
      return "InvalidSignatureException: Credential should be scoped to correct service: "
          + service;
    }
    String date = headers.getOrDefault("x-amz-date", "");
    Instant signed = AMZ_DATE.parse(date, Instant::from);
    if (Duration.between(signed, now).abs().compareTo(SKEW) > 0) {
      return "InvalidSignatureException: Signature expired: " + date + " is not within 15 minutes";
    }
    List<String> names = Arrays.asList(sent.group(5).split(";"));
    List<String> sorted = new ArrayList<>(names);
    Collections.sort(sorted);
    if (!names.equals(sorted) || !names.contains("host") || !names.contains("x-amz-date")) {
      return "InvalidSignatureException: signed headers " + names;
    }
    for (String name : headers.keySet()) {
      if (name.startsWith("x-amz-") && !names.contains(name)) {
        return "InvalidSignatureException: " + name + " is not signed";
      }
    }
    String ours = signature(service, method, uri, headers, names, body, date);
    return ours.equals(sent.group(6))
        ? null
        : "InvalidSignatureException: The request signature we calculated does not match the"
            + " signature you provided";
  }

  private String signature(
      String service,
      String method,
      URI uri,
      Map<String, String> headers,
      List<String> names,
      byte[] body,
      String date) {
    StringBuilder canonical = new StringBuilder(method).append('\n');
    String path = uri.getRawPath();
    canonical.append(path == null || path.isEmpty() ? "/" : path).append('\n');
    List<String> query = new ArrayList<>();
    if (uri.getRawQuery() != null) {
      query.addAll(Arrays.asList(uri.getRawQuery().split("&")));
      Collections.sort(query);
    }
    canonical.append(String.join("&", query)).append('\n');
    for (String name : names) {
      String value = headers.getOrDefault(name, "").trim().replaceAll(" +", " ");
      canonical.append(name).append(':').append(value).append('\n');
    }
    canonical.append('\n').append(String.join(";", names)).append('\n').append(sha256(body));
    String day = date.substring(0, 8);
    String scope = day + '/' + region + '/' + service + "/aws4_request";
    String text =
        ALGORITHM
            + '\n'
            + date
            + '\n'
            + scope
            + '\n'
            + sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : new String[] {day, region, service, "aws4_request", text}) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(key);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
