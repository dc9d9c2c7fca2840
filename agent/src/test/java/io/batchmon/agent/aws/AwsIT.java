package io.batchmon.agent.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Delivery.State;
import io.batchmon.agent.run.Clock;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our calls against an AWS that was written by others. */
class AwsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Moto moto;

  @BeforeEach
  void start() throws Exception {
    moto = Moto.start().orElse(null);
    assumeTrue(moto != null, "moto_server is not on this machine");
  }

  @AfterEach
  void stop() {
    if (moto != null) {
      moto.close();
    }
  }

  private static Delivery refused(ThrowingCallable call) {
    AwsException failure = catchThrowableOfType(AwsException.class, call);
    assertThat(failure).as("refused").isNotNull();
    return failure.delivery();
  }

  @Test
  void secretIsReadByNameAndByArnAndAfterItWasRotated() throws Exception {
    JsonNode made =
        moto.call(
            "secretsmanager",
            "secretsmanager.CreateSecret",
            "1.1",
            "Name",
            "team/slack",
            "SecretString",
            "{\"webhook_url\":\"ü & <x>\"}");
    AwsClient aws = moto.client();

    assertThat(aws.secret("team/slack")).isEqualTo("{\"webhook_url\":\"ü & <x>\"}");
    assertThat(aws.secret(made.path("ARN").asText())).isEqualTo("{\"webhook_url\":\"ü & <x>\"}");
    moto.call(
        "secretsmanager",
        "secretsmanager.PutSecretValue",
        "1.1",
        "SecretId",
        "team/slack",
        "SecretString",
        "new");
    assertThat(aws.secret("team/slack")).isEqualTo("new");
    assertThat(refused(() -> aws.secret("absent")))
        .satisfies(d -> assertThat(d.state()).isEqualTo(State.CLOSED))
        .satisfies(d -> assertThat(d.reason()).contains("ResourceNotFoundException", "absent"));
  }

  @Test
  void parameterIsDecrypted() throws Exception {
    moto.call(
        "ssm",
        "AmazonSSM.PutParameter",
        "1.1",
        "Name",
        "/jobs/slack",
        "Type",
        "SecureString",
        "Value",
        "hush");
    AwsClient aws = moto.client();

    assertThat(aws.parameter("/jobs/slack")).isEqualTo("hush");
    assertThat(refused(() -> aws.parameter("/absent")).reason()).contains("ParameterNotFound");
  }

  @Test
  void publishedMessageArrivesAtAQueue() throws Exception {
    String topic =
        first(moto.query("sns", "CreateTopic", "2010-03-31", "Name", "alerts"), "TopicArn");
    String queue = queue("told");
    moto.query(
        "sns",
        "Subscribe",
        "2010-03-31",
        "TopicArn",
        topic,
        "Protocol",
        "sqs",
        "Endpoint",
        "arn:aws:sqs:eu-central-1:123456789012:told",
        "Attributes.entry.1.key",
        "RawMessageDelivery",
        "Attributes.entry.1.value",
        "true");
    String message = "{\"version\":\"1.0\",\"content\":{\"description\":\"ü & <x> + 100 %\"}}";
    AwsClient aws = moto.client();

    aws.publish(topic, "[production] FAILED x", message, "g");

    assertThat(received(queue)).isEqualTo(message);
    assertThat(refused(() -> aws.publish(topic + "x", "s", "m", "g")))
        .satisfies(d -> assertThat(d.state()).isEqualTo(State.CLOSED))
        .satisfies(d -> assertThat(d.reason()).contains("NotFound"));
  }

  @Test
  void eventArrivesWhereARuleSendsIt() throws Exception {
    String queue = queue("told");
    moto.call("events", "AWSEvents.CreateEventBus", "1.1", "Name", "alerts");
    moto.call(
        "events",
        "AWSEvents.PutRule",
        "1.1",
        "Name",
        "failed",
        "EventBusName",
        "alerts",
        "EventPattern",
        "{\"source\":[\"batchmon\"],\"detail\":{\"severity\":[\"ERROR\"]}}");
    moto.call(
        "events",
        "AWSEvents.PutTargets",
        "1.1",
        "Rule",
        "failed",
        "EventBusName",
        "alerts",
        "Targets",
        new Object[] {Map.of("Id", "1", "Arn", "arn:aws:sqs:eu-central-1:123456789012:told")});
    AwsClient aws = moto.client();

    aws.putEvent("alerts", "batchmon", "Batch Job Alert", "{\"severity\":\"INFO\"}", 1000);
    aws.putEvent(
        "alerts", "batchmon", "Batch Job Alert", "{\"severity\":\"ERROR\"}", 1_767_232_800_000L);

    JsonNode event = JSON.readTree(received(queue));
    assertThat(event.path("source").asText()).isEqualTo("batchmon");
    assertThat(event.path("detail-type").asText()).isEqualTo("Batch Job Alert");
    assertThat(event.at("/detail/severity").asText()).isEqualTo("ERROR");
  }

  @Test
  void malformedEventIsRefused() {
    Delivery delivery =
        refused(() -> moto.client().putEvent("default", "batchmon", "Batch Job Alert", "{", 0));

    assertThat(delivery.state()).isEqualTo(State.REFUSED);
    assertThat(delivery.reason()).contains("MalformedDetail");
  }

  @Test
  void signatureAndPermissionAreChecked() throws Exception {
    moto.call(
        "secretsmanager",
        "secretsmanager.CreateSecret",
        "1.1",
        "Name",
        "slack",
        "SecretString",
        "hush");
    moto.query("iam", "CreateUser", "2010-05-08", "UserName", "jobs");
    String key = moto.query("iam", "CreateAccessKey", "2010-05-08", "UserName", "jobs");
    moto.query(
        "iam",
        "PutUserPolicy",
        "2010-05-08",
        "UserName",
        "jobs",
        "PolicyName",
        "p",
        "PolicyDocument",
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
            + "\"Action\":\"secretsmanager:GetSecretValue\",\"Resource\":\"*\"}]}");
    moto.authenticate();
    Map<String, String> variables = moto.variables();
    variables.put("AWS_ACCESS_KEY_ID", first(key, "AccessKeyId"));
    variables.put("AWS_SECRET_ACCESS_KEY", first(key, "SecretAccessKey"));
    AwsClient aws = AwsClient.of(variables, new Properties(), Clock.SYSTEM);

    assertThat(aws.secret("slack")).isEqualTo("hush");
    Delivery denied = refused(() -> aws.parameter("/x"));
    assertThat(denied.state()).isEqualTo(State.CLOSED);
    assertThat(denied.reason()).contains("AccessDenied").contains("allow ssm:GetParameter");

    variables.put("AWS_SECRET_ACCESS_KEY", "wrong");
    AwsClient wrong = AwsClient.of(variables, new Properties(), Clock.SYSTEM);
    Delivery forged = refused(() -> wrong.secret("slack"));
    assertThat(forged.state()).isEqualTo(State.FAILED);
    assertThat(forged.reason()).contains("check the clock of this machine, and the keys");
  }

  private String queue(String name) throws Exception {
    return moto.call("sqs", "AmazonSQS.CreateQueue", "1.0", "QueueName", name)
        .path("QueueUrl")
        .asText();
  }

  /** The one message in the queue. */
  private String received(String queue) throws Exception {
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
    assertThat(messages).hasSize(1);
    return messages.at("/0/Body").asText();
  }

  private static String first(String xml, String element) {
    Matcher matcher = Pattern.compile("<" + element + ">([^<]*)<").matcher(xml);
    assertThat(matcher.find()).as(xml).isTrue();
    return matcher.group(1);
  }
}
