package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.batchmon.agent.aws.Moto;
import io.batchmon.agent.aws.StandInAws;
import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.agent.telemetry.Certificates;
import io.batchmon.standin.StandInSlack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A job that fails in a JVM that ends at once, and whose alert needs something of AWS. */
class AwsSecretsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REVOKED = "/services/T0/B0/XoldwebhookX";

  private static Moto moto;
  private static int names;
  private StandInSlack slack;
  private String name;
  @TempDir private Path folder;

  @BeforeAll
  static void startAws() throws IOException {
    moto = Moto.start().orElse(null);
  }

  @AfterAll
  static void stopAws() {
    if (moto != null) {
      moto.close();
    }
  }

  @BeforeEach
  void start() throws IOException {
    assumeTrue(moto != null, "moto_server is not on this machine");
    slack = StandInSlack.start();
    name = "job-" + names++;
  }

  @AfterEach
  void stop() throws IOException {
    if (slack != null) {
      slack.close();
    }
  }

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  private static ForkedJvm jvm(Jdk jdk, Map<String, String> aws) {
    ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .agent()
            .env("BATCHMON_ENVIRONMENT", "production")
            .env("BATCHMON_SERVICE_NAME", "billing")
            // why: what is asked here is whether it is told; a busy machine may need more than 2 s
            .env("BATCHMON_SHUTDOWN_TIMEOUT", "30s")
            .env("OTEL_SDK_DISABLED", "true");
    aws.forEach(jvm::env);
    return jvm;
  }

  private void secret(String action, String field, String text) throws Exception {
    moto.call(
        "secretsmanager", "secretsmanager." + action, "1.1", field, name, "SecretString", text);
  }

  private static String document(String url) {
    return "{\"webhook_url\":\"" + url + "\",\"channel\":\"#jobs\"}";
  }

  private static List<String> warnings(Ended ended) {
    return (ended.out() + ended.err()).lines().filter(line -> line.contains("batchmon")).toList();
  }

  private void silent(Ended ended) {
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.out() + ended.err())
        .doesNotContain(slack.secret())
        .doesNotContain("XoldwebhookX")
        .doesNotContain("webhook_url");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void webhookIsReadFromSecretsManager(Jdk jdk) throws Exception {
    name += "-production";
    secret("CreateSecret", "Name", document(slack.url()));

    Ended ended =
        jvm(jdk, moto.variables())
            .env("BATCHMON_SLACK_WEBHOOK_SECRET", name.replace("production", "{environment}"))
            .main("Endings", "exit3")
            .run();

    silent(ended);
    assertThat(warnings(ended)).isEmpty();
    assertThat(slack.messages()).hasSize(1);
    assertThat(slack.messages().get(0).path("text").asText()).contains("FAILED Endings");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void webhookThatWasRotatedIsReadAgain(Jdk jdk) throws Exception {
    AtomicInteger refused = new AtomicInteger();
    HttpServer old =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    old.createContext(
        REVOKED,
        exchange -> {
          try {
            refused.incrementAndGet();
            secret("PutSecretValue", "SecretId", document(slack.url()));
          } catch (Exception failure) {
            throw new IOException(failure);
          }
          byte[] answer = "no_service".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(404, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    old.start();
    try {
      secret(
          "CreateSecret",
          "Name",
          document("http://127.0.0.1:" + old.getAddress().getPort() + REVOKED));

      Ended ended =
          jvm(jdk, moto.variables())
              .env("BATCHMON_SLACK_WEBHOOK_SECRET", name)
              .main("Endings", "exit3")
              .run();

      silent(ended);
      assertThat(warnings(ended)).isEmpty();
      assertThat(refused).hasValue(1);
      assertThat(slack.messages()).hasSize(1);
    } finally {
      old.stop(0);
    }
  }

  @Test
  void webhookIsReadFromTheParameterStore() throws Exception {
    moto.call(
        "ssm",
        "AmazonSSM.PutParameter",
        "1.1",
        "Name",
        "/jobs/" + name,
        "Type",
        "SecureString",
        "Value",
        slack.url());

    Ended ended =
        jvm(Jdk.newest(), moto.variables())
            .env("BATCHMON_SLACK_WEBHOOK_URL", "ssm:/jobs/" + name)
            .main("Endings", "exit3")
            .run();

    silent(ended);
    assertThat(warnings(ended)).isEmpty();
    assertThat(slack.messages()).hasSize(1);
  }

  @Test
  void webhookIsReadFromAFile() throws Exception {
    Path file = folder.resolve("webhook");
    Files.writeString(file, slack.url() + "\n");

    Ended ended =
        jvm(Jdk.newest(), Map.of())
            .env("BATCHMON_SLACK_WEBHOOK_URL", "file:" + file)
            .main("Endings", "exit3")
            .run();

    silent(ended);
    assertThat(warnings(ended)).isEmpty();
    assertThat(slack.messages()).hasSize(1);
  }

  @Test
  void secretThatIsNotThereIsNamedWithTheRemedy() {
    Ended ended =
        jvm(Jdk.newest(), moto.variables())
            .env("BATCHMON_SLACK_WEBHOOK_SECRET", "absent")
            .main("Endings", "exit3")
            .run();

    silent(ended);
    assertThat(ended.err())
        .contains("ResourceNotFoundException to secretsmanager:GetSecretValue on secret absent")
        .contains("Slack takes no alerts: AWS answers 40", "; check its name and its region")
        .contains("FAILED Endings");
  }

  @Test
  void endOfTheJvmIsNotDelayedByASilentAws() throws Exception {
    try (StandInAws silent = StandInAws.start()) {
      silent.hang();

      Ended ended =
          jvm(
                  Jdk.newest(),
                  Map.of(
                      "AWS_ENDPOINT_URL", silent.url(),
                      "AWS_REGION", "eu-central-1",
                      "AWS_ACCESS_KEY_ID", "AKIA",
                      "AWS_SECRET_ACCESS_KEY", "key"))
              .env("BATCHMON_SLACK_WEBHOOK_SECRET", "x")
              .env("BATCHMON_SHUTDOWN_TIMEOUT", "2s")
              .main("Endings", "exit3")
              .run();

      silent(ended);
      assertThat(ended.millis()).isLessThan(10_000);
      assertThat(ended.err()).contains("the JVM ends before 1 alert was delivered");
      assertThat(silent.paths()).containsExactly("POST /");
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void topicAndBusAreToldBeforeTheJvmEnds(Jdk jdk) throws Exception {
    String queue =
        moto.call("sqs", "AmazonSQS.CreateQueue", "1.0", "QueueName", name)
            .path("QueueUrl")
            .asText();
    String queueArn = "arn:aws:sqs:eu-central-1:123456789012:" + name;
    String topic = "arn:aws:sns:eu-central-1:123456789012:" + name;
    moto.query("sns", "CreateTopic", "2010-03-31", "Name", name);
    moto.query(
        "sns",
        "Subscribe",
        "2010-03-31",
        "TopicArn",
        topic,
        "Protocol",
        "sqs",
        "Endpoint",
        queueArn,
        "Attributes.entry.1.key",
        "RawMessageDelivery",
        "Attributes.entry.1.value",
        "true");
    String pattern =
        "{\"detail-type\":[\"Batch Job Alert\"],\"detail\":{\"service\":[\"billing\"]}}";
    moto.call("events", "AWSEvents.CreateEventBus", "1.1", "Name", name);
    moto.call(
        "events",
        "AWSEvents.PutRule",
        "1.1",
        "Name",
        name,
        "EventBusName",
        name,
        "EventPattern",
        pattern);
    moto.call(
        "events",
        "AWSEvents.PutTargets",
        "1.1",
        "Rule",
        name,
        "EventBusName",
        name,
        "Targets",
        List.of(Map.of("Id", "1", "Arn", queueArn)));

    Ended ended =
        jvm(jdk, moto.variables())
            .env("BATCHMON_SNS_TOPIC_ARN", topic)
            .env("BATCHMON_EVENTBRIDGE_BUS", name)
            .main("Endings", "exit3")
            .run();

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(warnings(ended)).isEmpty();
    JsonNode messages =
        moto.call(
                "sqs",
                "AmazonSQS.ReceiveMessage",
                "1.0",
                "QueueUrl",
                queue,
                "MaxNumberOfMessages",
                10)
            .path("Messages");
    assertThat(messages).hasSize(2);
    JsonNode first = JSON.readTree(messages.at("/0/Body").asText());
    JsonNode second = JSON.readTree(messages.at("/1/Body").asText());
    JsonNode notification = first.has("content") ? first : second;
    JsonNode event = first.has("content") ? second : first;
    assertThat(notification.at("/content/title").asText()).isEqualTo("FAILED Endings (production)");
    assertThat(event.at("/detail/job/name").asText()).isEqualTo("Endings");
    assertThat(event.at("/detail/incidents/0/key").asText())
        .isEqualTo(notification.at("/metadata/threadId").asText());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void topicIsToldOverTls(Jdk jdk) throws Exception {
    Certificates server = Certificates.create(folder, "server", "127.0.0.1");
    try (StandInAws tls = StandInAws.start(server.trusting(server))) {
      tls.answer(StandInAws.Answer.of(200, "<PublishResponse/>"));
      Map<String, String> variables = moto.variables();
      variables.put("AWS_ENDPOINT_URL", tls.url());

      Ended ended =
          jvm(jdk, variables)
              .option("-Djavax.net.ssl.trustStore=" + server.store())
              .option("-Djavax.net.ssl.trustStorePassword=changeit")
              .env("BATCHMON_SNS_TOPIC_ARN", "arn:aws:sns:eu-central-1:123456789012:alerts")
              .main("Endings", "exit3")
              .run();

      silent(ended);
      assertThat(warnings(ended)).isEmpty();
      assertThat(tls.paths()).containsExactly("POST /");
    }
  }
}
