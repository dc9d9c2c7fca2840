package io.batchmon.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The check itself, against the worked example of AWS's documentation. */
class SigV4CheckTest {
  private static final SigV4Check CHECK =
      new SigV4Check("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1");
  private static final Instant THEN = Instant.parse("2015-08-30T12:36:00Z");

  private static Map<String, String> headers(String signature) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("host", "iam.amazonaws.com");
    headers.put("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    headers.put("x-amz-date", "20150830T123600Z");
    headers.put(
        "authorization",
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
            + " SignedHeaders=content-type;host;x-amz-date, Signature="
            + signature);
    return headers;
  }

  private static String refusal(Map<String, String> headers, String body, Instant now) {
    URI uri = URI.create("/?Version=2010-05-08&Action=ListUsers");
    return CHECK.refusal("iam", "GET", uri, headers, body.getBytes(StandardCharsets.UTF_8), now);
  }

  private static final String SIGNATURE =
      "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";

  @Test
  void theExampleOfTheDocumentationIsLetIn() {
    assertThat(refusal(headers(SIGNATURE), "", THEN)).isNull();
  }

  @Test
  void whateverIsChangedIsRefused() {
    assertThat(refusal(headers(SIGNATURE), "x", THEN)).contains("does not match");
    Map<String, String> other = headers(SIGNATURE);
    other.put("content-type", "text/plain");
    assertThat(refusal(other, "", THEN)).contains("does not match");
    assertThat(refusal(headers(SIGNATURE), "", THEN.plusSeconds(901))).contains("expired");
    Map<String, String> unsigned = headers(SIGNATURE);
    unsigned.put("x-amz-security-token", "t");
    assertThat(refusal(unsigned, "", THEN)).contains("x-amz-security-token is not signed");
    assertThat(refusal(Map.of(), "", THEN)).startsWith("MissingAuthenticationTokenException");
    assertThat(CHECK.refusal("xray", "GET", URI.create("/"), headers(SIGNATURE), new byte[0], THEN))
        .contains("correct service: xray");
  }
}
