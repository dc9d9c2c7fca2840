package io.batchmon.agent.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Delivery.State;
import io.batchmon.agent.aws.AwsClient;
import io.batchmon.agent.aws.StandInAws;
import io.batchmon.agent.aws.StandInAws.Answer;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  private static final String WEBHOOK = "batchmon.slack.webhook.url";
  private static final String URL = "https://hooks.slack.com/services/T/B/hush";

  /** Time that passes when a test says so. */
  private static final class Ticking implements Clock {
    private long seconds = 1_767_232_800;

    @Override
    public long currentMillis() {
      return seconds * 1000;
    }

    @Override
    public long nanoTime() {
      return seconds * 1_000_000_000;
    }
  }

  private final Ticking clock = new Ticking();
  private final Map<String, String> variables = new HashMap<>();
  private StandInAws aws;
  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    aws = StandInAws.start();
    variables.putAll(
        Map.of(
            "HOME", folder.toString(),
            "AWS_REGION", "eu-central-1",
            "AWS_ENDPOINT_URL", aws.url(),
            "AWS_ACCESS_KEY_ID", "AKIA",
            "AWS_SECRET_ACCESS_KEY", "key"));
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  /** The secret of the first setting. */
  private Secret secret(String... settings) {
    Map<String, Settings.Value> values = new LinkedHashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], new Settings.Value(settings[i + 1], "test"));
    }
    return Secret.of(
        new Settings(values, AgentLog.to(System.err)),
        settings[0].endsWith(".secret") ? WEBHOOK : settings[0],
        variables,
        AwsClient.of(variables, new Properties(), clock),
        clock);
  }

  private static Answer held(String text) {
    return Answer.of(200, "{\"SecretString\":\"" + text.replace("\"", "\\\"") + "\"}");
  }

  private String asked() {
    return aws.requests().get(aws.requests().size() - 1).body();
  }

  private static Delivery missing(Secret secret) {
    SecretException failure = catchThrowableOfType(SecretException.class, secret::value);
    assertThat(failure).as("no secret").isNotNull();
    assertThat(failure.getMessage()).isEqualTo(failure.delivery().reason()).doesNotContain("hush");
    return failure.delivery();
  }

  @Test
  void settingThatIsNotSetIsNoSecret() {
    assertThat(secret(WEBHOOK, " ")).isNull();
    assertThat(secret("batchmon.slack.token", "")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {URL, "xoxb-1-2", "arn:aws:sns:eu-central-1:1:x", "{environment}"})
  void whatNamesNoPlaceIsTheSecretItself(String text) throws Exception {
    Secret secret = secret("batchmon.slack.token", text);

    assertThat(secret.value()).isEqualTo(text);
    assertThat(secret.isReference()).isFalse();
    assertThat(secret.refresh()).isFalse();
    assertThat(secret).hasToString("the value of batchmon.slack.token");
    assertThat(Secret.of(text)).hasToString("***");
    assertThat(aws.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "file:/x, true",
    "env:X, true",
    "secretsmanager:x, true",
    "ssm:/x, true",
    "arn:aws-cn:secretsmanager:cn-north-1:1:secret:x-AbCdEf, true",
    "arn:aws:ssm:eu-west-1:1:parameter/x, true",
    "https://x/y, false",
    "xoxb-1, false",
    "file, false"
  })
  void placeIsToldFromASecret(String text, boolean isReference) {
    assertThat(Secret.isReference(text)).isEqualTo(isReference);
  }

  @Test
  void fileIsReadWithoutTheBlanksAroundIt() throws Exception {
    Path file = folder.resolve("slack");
    Files.writeString(file, "\ufeff" + URL + "\r\n");
    Secret secret = secret(WEBHOOK, "file:" + file);

    assertThat(secret.value()).isEqualTo(URL);
    assertThat(secret).hasToString("file:" + file);
    assertThat(secret.isReference()).isTrue();
  }

  @Test
  void fileThatComesLaterIsRead() throws Exception {
    Path file = folder.resolve("slack");
    Secret secret = secret(WEBHOOK, "file:" + file);

    Delivery delivery = missing(secret);
    assertThat(delivery.state()).isEqualTo(State.FAILED);
    assertThat(delivery.reason())
        .isEqualTo("file:" + file + " does not exist; mount the secret there");
    Files.writeString(file, " ");
    assertThat(missing(secret).reason()).endsWith("is empty");
    Files.writeString(file, URL);
    assertThat(secret.value()).isEqualTo(URL);
  }

  @Test
  void folderIsNoSecret() {
    assertThat(missing(secret(WEBHOOK, "file:" + folder)).reason())
        .endsWith("is not a regular file");
  }

  @Test
  void variableIsRead() throws Exception {
    variables.put("SLACK", " " + URL + "\n");

    assertThat(secret(WEBHOOK, "env:SLACK").value()).isEqualTo(URL);
    Delivery delivery = missing(secret(WEBHOOK, "env:SLAK"));
    assertThat(delivery.state()).isEqualTo(State.CLOSED);
    assertThat(delivery.reason()).isEqualTo("env:SLAK is not set; set that environment variable");
  }

  @Test
  void webhookSecretIsASecretOfSecretsManager() throws Exception {
    aws.answer(held(URL));
    Secret secret = secret("batchmon.slack.webhook.secret", "slack-webhook");

    assertThat(aws.requests()).as("before it is needed").isEmpty();
    assertThat(secret.value()).isEqualTo(URL);
    assertThat(secret.value()).isEqualTo(URL);
    assertThat(aws.requests()).hasSize(1);
    assertThat(asked()).isEqualTo("{\"SecretId\":\"slack-webhook\"}");
    assertThat(secret).hasToString("secretsmanager:slack-webhook");
    assertThat(secret.setting()).isEqualTo("batchmon.slack.webhook.secret");
  }

  @Test
  void environmentsNameIsFilledIn() throws Exception {
    aws.answer(held(URL));

    secret(
            "batchmon.slack.webhook.secret",
            "slack-webhook-{environment}",
            "batchmon.environment",
            "production")
        .value();

    assertThat(asked()).isEqualTo("{\"SecretId\":\"slack-webhook-production\"}");
  }

  @Test
  void urlIsBeforeTheSecretThatNamesIt() throws Exception {
    assertThat(secret(WEBHOOK, URL, "batchmon.slack.webhook.secret", "x").value()).isEqualTo(URL);
  }

  @Test
  void webhookSecretMayStandInAnotherPlace() throws Exception {
    variables.put("SLACK", URL);

    assertThat(secret("batchmon.slack.webhook.secret", "env:SLACK").value()).isEqualTo(URL);
  }

  @ParameterizedTest
  @CsvSource({
    "batchmon.slack.webhook.url, webhook_url",
    "batchmon.slack.token, token",
    "batchmon.pagerduty.routing.key, routing_key",
    "batchmon.webhook.url, url"
  })
  void fieldIsCalledAsTheSetting(String setting, String field) throws Exception {
    aws.answer(
        held("{\"other\":\"o\",\"" + field + "\":\" hush \",\"channel\":\"#jobs\",\"n\":1}"));
    Secret secret = secret(setting, "secretsmanager:x");

    assertThat(secret.beside("channel")).isNull();
    assertThat(secret.value()).isEqualTo("hush");
    assertThat(secret.beside("channel")).isEqualTo("#jobs");
    assertThat(secret.beside("absent")).isNull();
  }

  @Test
  void fieldThatIsNamedIsRead() throws Exception {
    aws.answer(held("{\"a\":{\"hook\":\"wrong\"},\"hook\":\"hush\"}"));
    Secret secret = secret(WEBHOOK, "secretsmanager:team/slack#hook");

    assertThat(secret.value()).isEqualTo("hush");
    assertThat(asked()).isEqualTo("{\"SecretId\":\"team/slack\"}");
    assertThat(secret).hasToString("secretsmanager:team/slack#hook");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"url\":\"hush\"} | has no text in the field webhook_url",
        "{\"webhook_url\":\"\"} | has no text in the field webhook_url",
        "{hush | has no text in the field webhook_url",
      })
  void documentWithoutTheFieldIsOneLine(String document, String problem) {
    aws.answer(held(document));

    Delivery delivery = missing(secret(WEBHOOK, "secretsmanager:x"));

    assertThat(delivery.state()).isEqualTo(State.CLOSED);
    assertThat(delivery.reason())
        .isEqualTo("secretsmanager:x " + problem + "; correct it, or what " + WEBHOOK + " says");
  }

  @Test
  void textHasNoFields() {
    aws.answer(held("hush"));

    assertThat(missing(secret(WEBHOOK, "secretsmanager:x#y")).reason())
        .startsWith("secretsmanager:x#y is no JSON object, so that it has no field y");
  }

  @Test
  void parameterIsReadByNameAndByArn() throws Exception {
    Answer parameter = Answer.of(200, "{\"Parameter\":{\"Value\":\"hush\"}}");
    aws.answer(parameter, parameter);

    assertThat(secret("batchmon.slack.token", "ssm:/jobs/slack").value()).isEqualTo("hush");
    assertThat(asked()).contains("\"Name\":\"/jobs/slack\"");
    String arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/jobs/slack";
    Secret secret = secret("batchmon.slack.token", arn);
    assertThat(secret.value()).isEqualTo("hush");
    assertThat(asked()).contains("\"Name\":\"" + arn + "\"");
    assertThat(secret).hasToString(arn);
  }

  @Test
  void refreshReadsAtMostOnceAMinute() throws Exception {
    aws.answer(held("one"), held("one"), held("two"), held("three"));
    Secret secret = secret(WEBHOOK, "secretsmanager:x");
    secret.value();

    assertThat(secret.refresh()).as("the same").isFalse();
    clock.seconds += 59;
    assertThat(secret.refresh()).as("too early").isFalse();
    assertThat(aws.requests()).hasSize(2);
    clock.seconds += 1;
    assertThat(secret.refresh()).isTrue();
    assertThat(secret.value()).isEqualTo("two");
    assertThat(aws.requests()).hasSize(3);
  }

  @Test
  void firstRefreshIsAtOnce() throws Exception {
    aws.answer(held("one"), held("two"));
    Secret secret = secret(WEBHOOK, "secretsmanager:x");
    secret.value();

    assertThat(secret.refresh()).isTrue();
    assertThat(secret.value()).isEqualTo("two");
  }

  @Test
  void refreshThatFailsKeepsTheSecret() throws Exception {
    aws.answer(held("one"), Answer.of(500, ""));
    Secret secret = secret(WEBHOOK, "secretsmanager:x");
    secret.value();

    assertThat(secret.refresh()).isFalse();
    assertThat(secret.value()).isEqualTo("one");
    assertThat(aws.requests()).hasSize(2);
  }

  @Test
  void secretThatWasDeniedIsReadAMinuteLater() throws Exception {
    aws.answer(Answer.of(400, "{\"__type\":\"AccessDeniedException\"}"), held("one"));
    Secret secret = secret(WEBHOOK, "secretsmanager:x");

    assertThat(missing(secret).state()).isEqualTo(State.CLOSED);
    assertThat(secret.refresh()).as("at once").isFalse();
    clock.seconds += 60;
    assertThat(secret.refresh()).isTrue();
    assertThat(secret.value()).isEqualTo("one");
  }
}
