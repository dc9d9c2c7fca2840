package io.batchmon.agent.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Our signatures against those of AWS's own signer. */
class SigV4Test {
  private static final int REQUESTS = 1000;
  private static final String[] PARTS = {
    "a", "b c", "é", "日本", "%", "+", "&", "=", "~", "-._", "*", "'", "(x)", "🦊", "A/B", "\"", ":",
    "@", "!", "$", ",", ";", "x%2Fy", "#", "?", "|", "<>", "^", "\\", "[]", "{}", "`"
  };

  private final Random random = new Random(20261121);

  /** One request, in the form in which it goes over the wire. */
  private record Sample(
      String method, URI uri, Map<String, String> headers, String text, String session) {
    byte[] body() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  @Test
  void signatureIsThatOfTheSdk() {
    for (int i = 0; i < REQUESTS; i++) {
      Sample sample = sample();
      long now = random.nextLong(0, 4_000_000_000_000L);
      String region = pick("eu-central-1", "us-east-1", "cn-north-1");
      String service = pick("secretsmanager", "ssm", "sns", "events");
      AwsCredentials credentials =
          new AwsCredentials(
              "AKIA" + text(1), "key/" + text(3), sample.session(), AwsCredentials.NEVER, "test");

      Map<String, String> ours =
          SigV4.sign(
              sample.method(),
              sample.uri(),
              sample.headers(),
              sample.body(),
              credentials,
              region,
              service,
              now);

      assertThat(ours.get("Authorization"))
          .as("%s of %d: %s", sample.uri(), i, sample.headers())
          .isEqualTo(ofTheSdk(sample, credentials, region, service, now));
    }
  }

  private static String ofTheSdk(
      Sample sample, AwsCredentials credentials, String region, String service, long now) {
    AwsCredentialsIdentity identity =
        credentials.sessionToken() == null
            ? AwsCredentialsIdentity.create(
                credentials.accessKeyId(), credentials.secretAccessKey())
            : AwsSessionCredentialsIdentity.create(
                credentials.accessKeyId(),
                credentials.secretAccessKey(),
                credentials.sessionToken());
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(sample.method())).uri(sample.uri());
    sample.headers().forEach(request::putHeader);
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(identity)
                        .request(request.build())
                        .payload(ContentStreamProvider.fromByteArray(sample.body()))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(
                            HttpSigner.SIGNING_CLOCK,
                            Clock.fixed(Instant.ofEpochMilli(now), ZoneOffset.UTC)))
            .request();
    return signed.firstMatchingHeader("Authorization").orElseThrow();
  }

  private Sample sample() {
    StringBuilder path = new StringBuilder();
    for (int n = random.nextInt(4); n > 0; n--) {
      path.append('/').append(random.nextInt(8) == 0 ? pick(".", "..", "") : encoded(text(2)));
    }
    if (path.length() == 0 || random.nextInt(3) == 0) {
      path.append('/');
    }
    List<String> query = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      query.add(encoded(text(1)) + (random.nextInt(5) == 0 ? "" : "=" + encoded(text(2))));
    }
    String host = pick("https://sns.eu-central-1.amazonaws.com", "http://127.0.0.1:4566");
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", pick("application/x-amz-json-1.1", Form.TYPE));
    if (random.nextBoolean()) {
      headers.put("X-Amz-Target", pick("AWSEvents.PutEvents", "  a   b\tc "));
    }
    String session = random.nextBoolean() ? "token/" + encoded(text(4)) + "==" : null;
    String body = text(random.nextInt(20));
    return new Sample(
        pick("POST", "POST", "PUT"),
        URI.create(host + path + (query.isEmpty() ? "" : "?" + String.join("&", query))),
        headers,
        body,
        session);
  }

  private static String encoded(String text) {
    return SigV4.encoded(text, false);
  }

  private String text(int parts) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts; i++) {
      text.append(pick(PARTS));
    }
    return text.toString();
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
