package io.batchmon.agent.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * In the same surroundings, the AWS SDK and we find the same keys. Each case is a JVM of its own,
 * since the SDK knows no other environment than that of its process.
 */
class CredentialsIT {
  private static StandInAws aws;
  @TempDir private static Path root;

  @BeforeAll
  static void start() throws IOException {
    aws = StandInAws.start();
  }

  @AfterAll
  static void stop() {
    aws.close();
  }

  /** Variables, system properties (with a dot), and files below the home (with a slash). */
  record Case(String name, String accessKeyId, Map<String, String> given) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case found(String name, String accessKeyId, String... given) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < given.length; i += 2) {
      all.put(given[i], given[i + 1]);
    }
    return new Case(name, accessKeyId, all);
  }

  private static final String[] KEYS = {
    "AWS_ACCESS_KEY_ID", "AKIAENV", "AWS_SECRET_ACCESS_KEY", "secret/env"
  };
  private static final String INSTANCE = "AWS_EC2_METADATA_SERVICE_ENDPOINT";

  static Stream<Case> cases() {
    return Stream.of(
        found("keys", "AKIAENV", KEYS),
        found("session", "AKIAENV", with(KEYS, "AWS_SESSION_TOKEN", "tok")),
        found("blanks", "AKIAENV", with(KEYS, "AWS_ACCESS_KEY_ID", " AKIAENV ")),
        found(
            "propertiesFirst",
            "AKIAPROP",
            with(KEYS, "aws.accessKeyId", "AKIAPROP", "aws.secretAccessKey", "s")),
        found("halfAPair", "ASIAINSTANCE1", "AWS_ACCESS_KEY_ID", "AKIAENV", INSTANCE, "{url}"),
        found(
            "webIdentity",
            "ASIAjobs1",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "{home}/token",
            "AWS_ROLE_ARN",
            "{role}/jobs",
            "/token",
            "web-token"),
        found(
            "webIdentityThatFails",
            "ASIACONTAINER1",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "{home}/absent",
            "AWS_ROLE_ARN",
            "{role}/jobs",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "{url}/v1/credentials"),
        found(
            "profile",
            "AKIADEFAULT",
            "/.aws/credentials",
            lines(
                "# mine",
                "[default]",
                "aws_access_key_id = AKIADEFAULT ; not the other",
                "aws_secret_access_key=a b/=c # old",
                "region=x")),
        found(
            "namedProfile",
            "AKIAJOBS",
            "AWS_PROFILE",
            "jobs",
            "/.aws/credentials",
            lines(
                "[default]",
                "aws_access_key_id=AKIADEFAULT",
                "aws_secret_access_key=s",
                "[ jobs ]",
                "aws_access_key_id=AKIAJOBS",
                "aws_secret_access_key=s",
                "aws_session_token=t")),
        found(
            "configFile",
            "AKIACONFIG",
            "aws.profile",
            "jobs",
            "AWS_CONFIG_FILE",
            "{home}/config",
            "/config",
            lines(
                "[jobs]",
                "aws_access_key_id=WRONG",
                "[profile   jobs]",
                "aws_access_key_id=AKIACONFIG",
                "aws_secret_access_key=s",
                "s3 =",
                "  nested=1")),
        found(
            "credentialsBeforeConfig",
            "AKIACRED",
            "AWS_SHARED_CREDENTIALS_FILE",
            "~/keys",
            "/keys",
            lines("[default]", "aws_access_key_id=AKIACRED", "aws_secret_access_key=s"),
            "/.aws/config",
            lines("[default]", "aws_access_key_id=AKIACONF", "aws_secret_access_key=t")),
        found(
            "profileDefault",
            "AKIAPREFIXED",
            "/.aws/config",
            lines(
                "[profile default]",
                "aws_access_key_id=AKIAPREFIXED",
                "aws_secret_access_key=s",
                "[default]",
                "aws_access_key_id=AKIAPLAIN",
                "aws_secret_access_key=t")),
        found(
            "sourceProfile",
            "ASIAjobsAKIABASEext1",
            "AWS_PROFILE",
            "jobs",
            "/.aws/config",
            lines(
                "[profile jobs]",
                "role_arn={role}/jobs",
                "source_profile=base",
                "external_id=ext",
                "region=eu-west-1"),
            "/.aws/credentials",
            lines("[base]", "aws_access_key_id=AKIABASE", "aws_secret_access_key=s")),
        found(
            "roleOfARole",
            "ASIAouterASIAinnerAKIABASE11",
            "AWS_PROFILE",
            "outer",
            "/.aws/config",
            lines(
                "[profile outer]",
                "role_arn={role}/outer",
                "source_profile=inner",
                "[profile inner]",
                "role_arn={role}/inner",
                "source_profile=base",
                "[profile base]",
                "aws_access_key_id=AKIABASE",
                "aws_secret_access_key=s")),
        found(
            "circle",
            "none",
            "AWS_EC2_METADATA_DISABLED",
            "true",
            "AWS_PROFILE",
            "a",
            "/.aws/config",
            lines(
                "[profile a]",
                "role_arn={role}/a",
                "source_profile=b",
                "[profile b]",
                "role_arn={role}/b",
                "source_profile=a")),
        found(
            "profileWithWebIdentity",
            "ASIAjobs1",
            "/token",
            "web-token",
            "/.aws/config",
            lines(
                "[default]",
                "role_arn={role}/jobs",
                "web_identity_token_file={home}/token",
                "role_session_name=s")),
        found(
            "credentialSource",
            "ASIAjobsASIAINSTANCE11",
            INSTANCE,
            "{url}",
            "/.aws/config",
            lines("[default]", "role_arn={role}/jobs", "credential_source=Ec2InstanceMetadata")),
        found(
            "ecs",
            "ASIACONTAINER1",
            "AWS_CONTAINER_SERVICE_ENDPOINT",
            "{url}",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "/v2/credentials/f00",
            INSTANCE,
            "{url}"),
        found(
            "podIdentity",
            "ASIACONTAINER1",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "{url}/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
            "pod-token"),
        found(
            "farContainer",
            "none",
            "AWS_EC2_METADATA_DISABLED",
            "true",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "http://192.0.2.1/v1/credentials"),
        found("instance", "ASIAINSTANCE1", INSTANCE, "{url}"),
        found("noInstance", "none", INSTANCE, "{url}", "AWS_EC2_METADATA_DISABLED", "true"));
  }

  private static String lines(String... lines) {
    return String.join("\n", lines) + '\n';
  }

  private static String[] with(String[] some, String... more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void keysAreThoseThatTheSdkFinds(Case given) throws Exception {
    Path home = Files.createDirectories(root.resolve(given.name()));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("HOME", home.toString());
    variables.put("AWS_REGION", "eu-central-1");
    variables.put("AWS_ENDPOINT_URL_STS", aws.url());
    for (Map.Entry<String, String> entry : given.given().entrySet()) {
      String name = entry.getKey();
      String value =
          entry
              .getValue()
              .replace("{url}", aws.url())
              .replace("{home}", home.toString())
              .replace("{role}", "arn:aws:iam::123456789012:role");
      if (name.startsWith("/")) {
        Path file = home.resolve(name.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, value);
      } else if (name.indexOf('.') >= 0) {
        command.add("-D" + name + '=' + value);
      } else {
        variables.put(name, value);
      }
    }
    Path answer = home.resolve("found");
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            FoundCredentials.class.getName(),
            answer.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().putAll(variables);
    Process process = builder.redirectOutput(home.resolve("output").toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(answer).as(Files.readString(home.resolve("output"))).exists();
    List<String> lines = Files.readAllLines(answer);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).as("what the SDK finds").startsWith(given.accessKeyId());
    assertThat(lines.get(1)).as("what we find").isEqualTo(lines.get(0));
  }
}
