package io.batchmon.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.collector.kit.Moto;
import io.batchmon.collector.kit.Needed;
import io.batchmon.collector.kit.PythonTools;
import io.batchmon.collector.kit.PythonTools.Ended;
import io.batchmon.standin.StandInCollector;
import io.batchmon.standin.StandInSlack;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of {@code deploy/}: ECS and AWS Batch by AWS's own model of the request and by moto,
 * Kubernetes by its schema, units by systemd, and the verification of a deployment by what it does.
 */
class DeploymentsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DEPLOY = Needed.KIT.resolve("deploy");
  @TempDir private static Path folder;

  private static Path filledIn(String file) throws IOException {
    return filledIn(file, "", "");
  }

  private static Path filledIn(String file, String what, String by) throws IOException {
    String text = Files.readString(DEPLOY.resolve(file));
    assertThat(text).contains(what);
    return Files.writeString(
        folder.resolve(file),
        text.replace("ACCOUNT_ID", "123456789012")
            .replace("YOUR_REGION", Moto.REGION)
            .replace("VERSION", "1.0")
            .replace(what.isEmpty() ? "ACCOUNT_ID" : what, by));
  }

  private static JsonNode container(JsonNode containers, String name) {
    for (JsonNode container : containers) {
      if (container.path("name").asText().equals(name)) {
        return container;
      }
    }
    throw new AssertionError(name + " is not among " + containers);
  }

  @Test
  void ecsAndBatchTakeTheDefinitions() throws IOException {
    try (Moto moto = Moto.start(folder)) {
      JsonNode job =
          moto.aws(
                  "ecs",
                  "register-task-definition",
                  "--cli-input-json",
                  "file://" + filledIn("ecs-job.json"))
              .at("/taskDefinition/containerDefinitions");
      // the end of the job ends the task, whatever the collector does, which then drains
      assertThat(container(job, "job").path("essential").asBoolean()).isTrue();
      assertThat(container(job, "collector").path("essential").asBoolean()).isFalse();
      assertThat(container(job, "collector").path("stopTimeout").asInt()).isEqualTo(120);
      assertThat(container(job, "batchmon").path("essential").asBoolean()).isFalse();

      JsonNode service =
          moto.aws(
                  "ecs",
                  "register-task-definition",
                  "--cli-input-json",
                  "file://" + filledIn("ecs-service.json"))
              .at("/taskDefinition/containerDefinitions");
      assertThat(container(service, "shop").path("essential").asBoolean()).isTrue();
      assertThat(container(service, "collector").at("/restartPolicy/enabled").asBoolean()).isTrue();

      // moto knows no containers of one job: this is its answer to what AWS's model lets through
      assertThat(registered(moto, filledIn("batch-job.json")))
          .contains("containerProperties or eksProperties must be provided")
          .doesNotContain("validation");
      assertThat(registered(moto, filledIn("batch-job.json", "dependsOn", "dependOn")))
          .contains("Parameter validation failed", "dependOn");

      Ended misspelled =
          PythonTools.run(
              moto.environment(),
              "aws",
              "ecs",
              "register-task-definition",
              "--cli-input-json",
              "file://" + filledIn("ecs-job.json", "\"stopTimeout\"", "\"stopTimeOut\""));
      assertThat(misspelled.exitCode()).isNotZero();
      assertThat(misspelled.output()).contains("stopTimeOut");
    }
  }

  private static String registered(Moto moto, Path definition) {
    return PythonTools.run(
            moto.environment(),
            "aws",
            "batch",
            "register-job-definition",
            "--cli-input-json",
            "file://" + definition)
        .output();
  }

  @Test
  void kubernetesTakesTheJobs() throws IOException {
    Ended ended =
        PythonTools.run(
            Map.of(),
            "kubernetes-validate",
            "--strict",
            DEPLOY.resolve("kubernetes-job.yaml").toString(),
            DEPLOY.resolve("kubernetes-cronjob.yaml").toString());
    assertThat(ended.output())
        .contains("cronjob/nightly-billing", "job/migrate-ledger", "persistentvolumeclaim/");
    assertThat(ended.exitCode()).as(ended.output()).isZero();

    Path misspelled = filledIn("kubernetes-cronjob.yaml", "concurrencyPolicy", "concurrencyPolice");
    assertThat(
            PythonTools.run(Map.of(), "kubernetes-validate", "--strict", misspelled.toString())
                .exitCode())
        .isNotZero();
  }

  @Test
  void systemdTakesTheUnits() throws IOException {
    Path systemd = Needed.program("systemd-analyze", "BATCHMON_TEST_SYSTEMD", "systemd-analyze");
    // what they start is not on this machine
    filledIn("billing.service", "/usr/bin/java", "/bin/true");
    filledIn("batchmon-otelcol.service", "/usr/bin/batchmon-otelcol", "/bin/true");
    filledIn("billing.timer");
    assertThat(verify(systemd, "billing.service", "billing.timer", "batchmon-otelcol.service"))
        .isEqualTo(new Ended(0, ""));

    filledIn("billing.service", "StateDirectory", "StateFolder");
    assertThat(verify(systemd, "billing.service").output()).contains("StateFolder");
  }

  @Test
  void configurationsThatAreNamedAreShipped() throws IOException {
    int named = 0;
    for (String file :
        List.of(
            "ecs-job.json",
            "ecs-service.json",
            "batch-job.json",
            "kubernetes-job.yaml",
            "kubernetes-cronjob.yaml",
            "batchmon-otelcol.service")) {
      List<String> configurations =
          Pattern.compile("--config=/(?:etc/batchmon/)?config/([a-z-]+\\.yaml)")
              .matcher(Files.readString(DEPLOY.resolve(file)))
              .results()
              .map(found -> found.group(1))
              .toList();
      assertThat(configurations).as(file).contains("base.yaml", "aws-classic.yaml");
      for (String configuration : configurations) {
        assertThat(Needed.KIT.resolve("config").resolve(configuration)).exists();
        named++;
      }
    }
    assertThat(named).isGreaterThan(12);
  }

  private static Ended verify(Path systemd, String... units) {
    return PythonTools.run(
        "systemd",
        Map.of(),
        Stream.concat(
                Stream.of(systemd.toString(), "verify"),
                Stream.of(units).map(unit -> folder.resolve(unit).toString()))
            .toList());
  }

  @Test
  void verificationFailsWhereNobodyWouldBeTold() throws IOException {
    try (StandInCollector collector = StandInCollector.start();
        StandInSlack slack = StandInSlack.start()) {
      Map<String, String> environment = new HashMap<>();
      environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
      environment.put("BATCHMON_STATE_DIR", folder.resolve("state").toString());
      environment.put("BATCHMON_ENVIRONMENT", "production");
      environment.put("BATCHMON_SERVICE_NAME", "billing");
      environment.put(
          "PATH",
          Path.of(System.getProperty("java.home"), "bin")
              + File.pathSeparator
              + System.getenv("PATH"));

      Ended none = verification(environment);
      assertThat(none.output()).contains("no Slack webhook is set");
      assertThat(none.exitCode()).isEqualTo(1);

      environment.put("BATCHMON_SLACK_WEBHOOK_URL", slack.url());
      Ended good = verification(environment);
      assertThat(good.output()).contains("slack webhook").doesNotContain(slack.secret());
      assertThat(good.exitCode()).as(good.output()).isZero();
      assertThat(slack.messages()).isEmpty();

      environment.put("BATCHMON_SLACK_WEBHOOK_URL", slack.url() + "wrong");
      assertThat(verification(environment).exitCode()).isEqualTo(1);
    }
  }

  private static Ended verification(Map<String, String> environment) {
    return PythonTools.run(
        "verify",
        environment,
        List.of(
            DEPLOY.resolve("verify-deployment.sh").toString(),
            Needed.built("agent/target/batchmon.jar").toString()));
  }

  @Test
  void workflowVerifiesByTheTaskOfTheJob() throws IOException {
    String workflow = Files.readString(DEPLOY.resolve("github-actions.yml"));
    JsonNode task = JSON.readTree(DEPLOY.resolve("ecs-job.json").toFile());
    assertThat(workflow)
        .contains("TASK: " + task.path("family").asText())
        .contains("\"command\":[\"java\",\"-jar\",\"/batchmon/batchmon.jar\",\"check\"]");
    assertThat(container(task.path("containerDefinitions"), "job").path("mountPoints").toString())
        .contains("/batchmon");
  }
}
