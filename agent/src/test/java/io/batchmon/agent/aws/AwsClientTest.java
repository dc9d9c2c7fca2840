package io.batchmon.agent.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Delivery.State;
import io.batchmon.agent.aws.StandInAws.Answer;
import io.batchmon.agent.aws.StandInAws.Request;
import io.batchmon.agent.run.Clock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsClientTest {
  private static final String ARN =
      "arn:aws:secretsmanager:ap-south-1:123456789012:secret:slack-AbCdEf";
  private static final String TOPIC = "arn:aws:sns:eu-central-1:123456789012:alerts";
  private static final Answer SECRET = Answer.of(200, "{\"Name\":\"x\",\"SecretString\":\"hush\"}");

  /** Time that passes when a test says so. */
  private static final class Ticking implements Clock {
    private long millis = Instant.parse("2026-01-01T02:00:00Z").toEpochMilli();

    @Override
    public long currentMillis() {
      return millis;
    }

    @Override
    public long nanoTime() {
      return millis * 1_000_000;
    }
  }

  private final Ticking clock = new Ticking();
  private final Map<String, String> variables = new HashMap<>();
  private StandInAws aws;
  @TempDir private java.nio.file.Path home;

  @BeforeEach
  void start() throws IOException {
    aws = StandInAws.start();
    variables.put("HOME", home.toString());
    variables.put("AWS_REGION", "eu-central-1");
    variables.put("AWS_ENDPOINT_URL", aws.url());
    variables.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", aws.url());
    variables.put("AWS_ACCESS_KEY_ID", "AKIAENV");
    variables.put("AWS_SECRET_ACCESS_KEY", "secret/env");
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private AwsClient client() {
    return new AwsClient(
        new AwsEnvironment(variables, new Properties()), new AwsHttp(500, 500, 500), clock);
  }

  private void inContainer() {
    variables.remove("AWS_ACCESS_KEY_ID");
    variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", aws.url() + "/v1/credentials");
  }

  private static Delivery refused(ThrowingCallable call) {
    AwsException failure = catchThrowableOfType(AwsException.class, call);
    assertThat(failure).as("refused").isNotNull();
    assertThat(failure.delivery().reason())
        .isEqualTo(failure.getMessage())
        .doesNotContain("secret/env")
        .doesNotContain("\n");
    return failure.delivery();
  }

  private List<Request> calls() {
    return aws.requests().stream().filter(r -> r.path().equals("/")).toList();
  }

  @Test
  void secretIsAskedForAndRead() throws Exception {
    aws.answer(SECRET);

    assertThat(client().secret("slack \"x\"")).isEqualTo("hush");

    Request request = calls().get(0);
    assertThat(request.body()).isEqualTo("{\"SecretId\":\"slack \\\"x\\\"\"}");
    assertThat(request.headers())
        .containsEntry("x-amz-target", "secretsmanager.GetSecretValue")
        .containsEntry("content-type", "application/x-amz-json-1.1")
        .containsEntry("x-amz-date", "20260101T020000Z");
    assertThat(request.headers().get("authorization"))
        .contains("Credential=AKIAENV/20260101/eu-central-1/secretsmanager/aws4_request");
  }

  @Test
  void secretMayBeBinary() throws Exception {
    aws.answer(Answer.of(200, "{\"SecretBinary\":\"aHVzaA==\"}"));

    assertThat(client().secret("x")).isEqualTo("hush");
  }

  @Test
  void parameterIsDecrypted() throws Exception {
    aws.answer(Answer.of(200, "{\"Parameter\":{\"Name\":\"/x\",\"Value\":\"hush\"}}"));

    assertThat(client().parameter("/x")).isEqualTo("hush");
    assertThat(calls().get(0).body()).isEqualTo("{\"Name\":\"/x\",\"WithDecryption\":true}");
  }

  @Test
  void arnSaysTheRegion() throws Exception {
    aws.answer(SECRET);

    client().secret(ARN);

    assertThat(calls().get(0).headers().get("authorization")).contains("/ap-south-1/");
  }

  @Test
  void whoseKeysTheseAreIsAskedInTheRegionOfTheResource() throws Exception {
    aws.answer(
        Answer.of(
            200,
            "<GetCallerIdentityResponse><GetCallerIdentityResult>"
                + "<Arn>arn:aws:sts::123456789012:assumed-role/batch/i-1</Arn>"
                + "</GetCallerIdentityResult></GetCallerIdentityResponse>"));

    assertThat(client().identity("arn:aws:sns:ap-south-1:123456789012:alerts"))
        .isEqualTo("arn:aws:sts::123456789012:assumed-role/batch/i-1");

    assertThat(calls().get(0).body()).contains("Action=GetCallerIdentity");
    assertThat(calls().get(0).headers().get("authorization")).contains("/ap-south-1/sts/");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "400, ThrottlingException, -, FAILED",
        "429, -, 7, RETRY_AFTER",
        "503, ServiceUnavailable, 7, RETRY_AFTER",
        "500, InternalServiceError, -, FAILED",
        "502, -, -, FAILED",
        "400, ResourceNotFoundException, -, CLOSED",
        "400, AccessDeniedException, -, CLOSED",
        "403, -, -, CLOSED",
        "400, DecryptionFailure, -, CLOSED",
        "400, InvalidParameterException, -, CLOSED",
        "400, ExpiredTokenException, -, FAILED"
      })
  void refusalOfASecretIsForEverOrNot(int status, String code, String retryAfter, State state) {
    String body = code == null ? "" : "{\"__type\":\"com.amazonaws#" + code + "\"}";
    aws.answer(
        retryAfter == null
            ? Answer.of(status, body)
            : Answer.of(status, body, "Retry-After", retryAfter));

    Delivery delivery = refused(() -> client().secret("slack"));

    assertThat(delivery.state()).isEqualTo(state);
    assertThat(delivery.reason())
        .contains("AWS answers " + status)
        .contains(code == null ? "" : code)
        .contains("secretsmanager:GetSecretValue");
    assertThat(delivery.millis()).isEqualTo(state == State.RETRY_AFTER ? 7000 : 0);
    assertThat(calls()).hasSize(1);
  }

  @Test
  void denialNamesActionResourceKeysAndWhatAwsSays() {
    aws.answer(
        Answer.of(
            400,
            "{\"__type\":\"AccessDeniedException\",\"Message\":\"User: arn:aws:iam::1:user/u is"
                + " not\\nauthorized\"}"));

    assertThat(refused(() -> client().secret("slack")).reason())
        .isEqualTo(
            "AWS answers 400 AccessDeniedException to secretsmanager:GetSecretValue on secret"
                + " slack; allow secretsmanager:GetSecretValue on it to the owner of the keys of"
                + " the environment (User: arn:aws:iam::1:user/u is not authorized)");
  }

  @Test
  void keyThatMayNotBeUsedIsNamed() {
    aws.answer(
        Answer.of(
            400,
            "{\"message\":\"Access to KMS is not allowed\"}",
            "x-amzn-ErrorType",
            "AccessDeniedException:"));

    assertThat(refused(() -> client().secret("slack")).reason()).contains("allow kms:Decrypt");
  }

  @Test
  void expiredKeysAreRenewedOnce() throws Exception {
    inContainer();
    AwsClient client = client();
    aws.answer(SECRET);
    client.secret("x");
    aws.rotate();
    aws.answer(Answer.of(400, "{\"__type\":\"ExpiredTokenException\"}"), SECRET);

    assertThat(client.secret("x")).isEqualTo("hush");

    assertThat(calls().get(1).headers().get("authorization")).contains("ASIACONTAINER1/");
    assertThat(calls().get(2).headers().get("authorization")).contains("ASIACONTAINER2/");
    assertThat(calls().get(2).headers())
        .containsEntry("x-amz-security-token", "token/CONTAINER2==");
  }

  @Test
  void expiredKeysThatCannotBeRenewedAreNotSentAgain() {
    aws.answer(Answer.of(403, "{\"__type\":\"ExpiredTokenException\"}"));

    assertThat(refused(() -> client().secret("x")).reason())
        .endsWith("renew the keys of the environment");
    assertThat(calls()).hasSize(1);
  }

  private static String httpDate(long millis) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
  }

  @Test
  void serversTimeIsTakenWhenTheClocksAreApart() throws Exception {
    AwsClient client = client();
    String date = httpDate(clock.millis + Duration.ofHours(2).toMillis());
    // why: the JDK's server sets its own Date, which is what a real clock would say
    long apart = Math.abs(System.currentTimeMillis() - clock.millis);
    assertThat(apart).as("the test's clock is not the server's").isGreaterThan(600_000);
    aws.answer(
        Answer.of(403, "{\"__type\":\"InvalidSignatureException\"}", "Date", date), SECRET, SECRET);

    assertThat(client.secret("x")).isEqualTo("hush");
    client.secret("x");

    assertThat(calls()).hasSize(3);
    String first = calls().get(0).headers().get("x-amz-date");
    String second = calls().get(1).headers().get("x-amz-date");
    assertThat(first).isEqualTo("20260101T020000Z");
    assertThat(second).isNotEqualTo(first);
    assertThat(calls().get(2).headers().get("x-amz-date")).isEqualTo(second);
  }

  @Test
  void wrongSignatureIsNotSentAgainWhenTheClocksAgree() {
    clock.millis = System.currentTimeMillis();
    aws.answer(
        Answer.of(
            403,
            "{\"__type\":\"SignatureDoesNotMatch\",\"message\":\"The Canonical String for this"
                + " request should have been 'x-amz-security-token:secret/env'\"}"));

    assertThat(refused(() -> client().secret("x")).reason())
        .contains("check the clock of this machine, and the keys of the environment")
        .doesNotContain("Canonical");
    assertThat(calls()).hasSize(1);
  }

  @Test
  void messageIsPublishedAsAForm() throws Exception {
    aws.answer(Answer.of(200, "<PublishResponse/>"));

    client().publish(TOPIC, "a & b", "{\"x\":\"ü+=&\"}", "g");

    assertThat(calls().get(0).body())
        .isEqualTo(
            "Action=Publish&Version=2010-03-31"
                + "&TopicArn=arn%3Aaws%3Asns%3Aeu-central-1%3A123456789012%3Aalerts"
                + "&Subject=a%20%26%20b&Message=%7B%22x%22%3A%22%C3%BC%2B%3D%26%22%7D");
  }

  @Test
  void topicWithAnOrderIsToldTheGroup() throws Exception {
    aws.answer(Answer.of(200, "<PublishResponse/>"));

    client().publish(TOPIC + ".fifo", "s", "m", "incident");

    assertThat(calls().get(0).body())
        .contains("&MessageGroupId=incident&MessageDeduplicationId=62c66a7a5dd70c31");
  }

  @ParameterizedTest
  @CsvSource({
    "404, NotFound, CLOSED",
    "403, AuthorizationError, CLOSED",
    "400, InvalidParameter, REFUSED",
    "400, Throttled, FAILED",
    "500, InternalFailure, FAILED"
  })
  void refusalOfAMessageIsReadFromXml(int status, String code, State state) {
    aws.answer(
        Answer.of(
            status,
            "<ErrorResponse><Error><Type>Sender</Type><Code>"
                + code
                + "</Code><Message>Topic &lt;x&gt;</Message></Error></ErrorResponse>"));

    Delivery delivery = refused(() -> client().publish(TOPIC, "s", "m", "g"));

    assertThat(delivery.state()).isEqualTo(state);
    assertThat(delivery.reason()).contains(code).contains("sns:Publish");
    if (state != State.FAILED) {
      assertThat(delivery.reason()).contains("on topic " + TOPIC).endsWith(" (Topic <x>)");
    }
  }

  @Test
  void eventIsPut() throws Exception {
    aws.answer(Answer.of(200, "{\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"1\"}]}"));

    client().putEvent("default", "batchmon", "Batch Job Alert", "{\"a\":1}", 1_767_232_800_999L);

    assertThat(calls().get(0).body())
        .isEqualTo(
            "{\"Entries\":[{\"EventBusName\":\"default\",\"Source\":\"batchmon\","
                + "\"DetailType\":\"Batch Job Alert\",\"Time\":1767232800,"
                + "\"Detail\":\"{\\\"a\\\":1}\"}]}");
  }

  @ParameterizedTest
  @CsvSource({
    "InternalFailure, FAILED",
    "ThrottlingException, FAILED",
    "MalformedDetail, REFUSED",
    "NotAuthorizedForSourceException, REFUSED"
  })
  void eventThatWasNotTakenIsAFailureThoughTheAnswerIsGood(String code, State state) {
    aws.answer(
        Answer.of(
            200,
            "{\"Entries\":[{\"ErrorCode\":\""
                + code
                + "\",\"ErrorMessage\":\"m\"}],\"FailedEntryCount\":1}"));

    Delivery delivery = refused(() -> client().putEvent("b", "s", "t", "{}", 0));

    assertThat(delivery.state()).isEqualTo(state);
    assertThat(delivery.reason()).contains(code);
  }

  @Test
  void silentServiceIsAnotherTry() {
    aws.hang();

    assertThat(refused(() -> client().secret("x")).reason())
        .isEqualTo("127.0.0.1 cannot be reached (no answer in time)");
  }

  @Test
  void serviceThatIsNotThereIsAnotherTry() {
    variables.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://127.0.0.1:1");

    Delivery delivery = refused(() -> client().secret("x"));

    assertThat(delivery.state()).isEqualTo(State.FAILED);
    assertThat(delivery.reason()).isEqualTo("127.0.0.1 cannot be reached (connection refused)");
  }

  @Test
  void keysAreKeptUntilShortlyBeforeTheyExpire() throws Exception {
    inContainer();
    aws.expireAt(Instant.ofEpochMilli(clock.millis).plus(Duration.ofMinutes(60)));
    AwsClient client = client();

    assertThat(client.credentials().accessKeyId()).isEqualTo("ASIACONTAINER1");
    aws.rotate();
    clock.millis += Duration.ofMinutes(54).toMillis();
    assertThat(client.credentials().accessKeyId()).isEqualTo("ASIACONTAINER1");
    clock.millis += Duration.ofMinutes(2).toMillis();
    assertThat(client.credentials().accessKeyId()).isEqualTo("ASIACONTAINER2");
    assertThat(aws.paths()).hasSize(2);
  }

  @Test
  void keysThatAreStillGoodAreUsedWhileTheirSourceIsDown() throws Exception {
    inContainer();
    variables.put("AWS_EC2_METADATA_DISABLED", "true");
    aws.expireAt(Instant.ofEpochMilli(clock.millis).plus(Duration.ofMinutes(60)));
    AwsClient client = client();
    client.credentials();
    aws.wantContainerToken("other");

    clock.millis += Duration.ofMinutes(58).toMillis();
    assertThat(client.credentials().accessKeyId()).isEqualTo("ASIACONTAINER1");
    clock.millis += Duration.ofMinutes(3).toMillis();

    Delivery delivery = refused(client::credentials);
    assertThat(delivery.state()).isEqualTo(State.CLOSED);
    assertThat(delivery.reason())
        .isEqualTo(
            "no AWS credentials: the container's credentials service answers 401; give this"
                + " process a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
  }

  @Test
  void tokenOfTheContainerMayBeInAFile() throws Exception {
    inContainer();
    java.nio.file.Path file = home.resolve("token");
    java.nio.file.Files.writeString(file, "pod-token\n");
    variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file.toString());
    aws.wantContainerToken("pod-token");

    assertThat(client().credentials().accessKeyId()).isEqualTo("ASIACONTAINER1");
  }

  @Test
  void instanceThatDoesNotAnswerIsAnotherTry() {
    variables.remove("AWS_ACCESS_KEY_ID");
    variables.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1/");

    Delivery delivery = refused(() -> client().secret("x"));

    assertThat(delivery.state()).isEqualTo(State.FAILED);
    assertThat(delivery.reason())
        .contains("no EC2 instance metadata service answers at http://127.0.0.1:1;")
        .contains("set AWS_ACCESS_KEY_ID");
  }

  @Test
  void roleThatMayNotBeAssumedIsNamed() throws Exception {
    variables.remove("AWS_ACCESS_KEY_ID");
    variables.put("AWS_EC2_METADATA_DISABLED", "true");
    java.nio.file.Path file = home.resolve("token");
    java.nio.file.Files.writeString(file, "web-token");
    variables.put("AWS_WEB_IDENTITY_TOKEN_FILE", file.toString());
    variables.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/jobs");
    aws.stsAnswers(403);

    Delivery delivery = refused(() -> client().secret("x"));

    assertThat(delivery.state()).isEqualTo(State.CLOSED);
    assertThat(delivery.reason())
        .contains("AWS answers 403 AccessDenied to sts:AssumeRoleWithWebIdentity on role arn:aws")
        .doesNotContain("web-token");
  }

  @Test
  void regionIsThatOfTheProfileElseOfTheInstance() throws Exception {
    variables.remove("AWS_REGION");
    aws.answer(SECRET, SECRET, SECRET);
    client().secret("x");
    variables.put("AWS_CONFIG_FILE", home.resolve("config").toString());
    java.nio.file.Files.writeString(home.resolve("config"), "[default]\nregion = sa-east-1\n");
    client().secret("x");
    variables.put("AWS_DEFAULT_REGION", "us-west-2");
    client().secret("x");

    assertThat(calls())
        .extracting(request -> request.headers().get("authorization").split("/", 4)[2])
        .containsExactly("eu-west-3", "sa-east-1", "us-west-2");
  }

  @Test
  void regionThatNobodyKnowsIsOneLineWithTheRemedy() {
    variables.remove("AWS_REGION");
    variables.put("AWS_EC2_METADATA_DISABLED", "true");

    Delivery delivery = refused(() -> client().secret("x"));

    assertThat(delivery.state()).isEqualTo(State.CLOSED);
    assertThat(delivery.reason()).contains("set AWS_REGION");
  }

  @ParameterizedTest
  @CsvSource({
    "eu-central-1, https://events.eu-central-1.amazonaws.com/",
    "cn-north-1, https://events.cn-north-1.amazonaws.com.cn/",
    "us-gov-west-1, https://events.us-gov-west-1.amazonaws.com/",
    "us-iso-east-1, https://events.us-iso-east-1.c2s.ic.gov/",
    "eusc-de-east-1, https://events.eusc-de-east-1.amazonaws.eu/"
  })
  void hostIsThatOfThePartition(String region, String host) throws Exception {
    variables.remove("AWS_ENDPOINT_URL");
    Endpoints endpoints = endpoints();

    assertThat(endpoints.of(Endpoints.Service.EVENTS, region)).hasToString(host);
    variables.put("AWS_USE_FIPS_ENDPOINT", "true");
    assertThat(endpoints.of(Endpoints.Service.EVENTS, region))
        .hasToString(host.replace("events.", "events-fips."));
  }

  @Test
  void endpointOfTheServiceIsBeforeThatOfAll() throws Exception {
    variables.put("AWS_ENDPOINT_URL_EVENTBRIDGE", "http://bus.local:1234/base");
    Endpoints endpoints = endpoints();

    assertThat(endpoints.of(Endpoints.Service.EVENTS, "x"))
        .hasToString("http://bus.local:1234/base");
    assertThat(endpoints.of(Endpoints.Service.SNS, "x")).hasToString(aws.url() + "/");
    variables.put("AWS_ENDPOINT_URL_SNS", "no url");
    assertThat(refused(() -> endpoints.of(Endpoints.Service.SNS, "x")).reason())
        .contains("correct AWS_ENDPOINT_URL_SNS");
  }

  private Endpoints endpoints() {
    AwsEnvironment environment = new AwsEnvironment(variables, new Properties());
    return new Endpoints(environment, new InstanceMetadata(environment, new AwsHttp()));
  }
}
