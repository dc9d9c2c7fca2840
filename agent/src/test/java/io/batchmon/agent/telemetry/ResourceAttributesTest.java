package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.sun.net.httpserver.HttpServer;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files in a temporary folder and real HTTP servers stand in for the surroundings. */
class ResourceAttributesTest {
  private static final String ID = "0123456789abcdef".repeat(4);

  @TempDir private Path root;
  private final Map<String, String> environment = new HashMap<>();
  private final Properties properties = new Properties();
  private HttpServer server;
  private String base;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    base = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Map<String, Object> detect(String... settings) {
    Settings all = TestRuns.settings(AgentLog.to(System.err), settings);
    return new ResourceAttributes(
            all, new Surroundings(environment, properties, root.toFile(), base))
        .detect();
  }

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void answer(String path, String text) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
          }
        });
  }

  @Test
  void awsBatchAndAirflow() {
    environment.put("AWS_BATCH_JOB_ID", "b2957570-5fd9-43a4:3");
    environment.put("AWS_BATCH_JOB_ATTEMPT", "2");
    environment.put("AWS_BATCH_JOB_ARRAY_INDEX", "3");
    environment.put("AWS_BATCH_JQ_NAME", "nightly");
    environment.put("AWS_BATCH_CE_NAME", "spot");
    environment.put("AIRFLOW_CTX_DAG_ID", "settlement");
    environment.put("AIRFLOW_CTX_TASK_ID", "load");
    environment.put("AIRFLOW_CTX_DAG_RUN_ID", "scheduled__2026-11-21T00:00:00+00:00");
    environment.put("AIRFLOW_CTX_TRY_NUMBER", "one");
    environment.put("AIRFLOW_CTX_EXECUTION_DATE", "2026-11-21T00:00:00+00:00");
    assertThat(detect())
        .contains(
            entry("aws.batch.job.id", "b2957570-5fd9-43a4:3"),
            entry("aws.batch.job.attempt", 2L),
            entry("aws.batch.job.array_index", 3L),
            entry("aws.batch.job_queue.name", "nightly"),
            entry("aws.batch.compute_environment.name", "spot"),
            entry("airflow.dag_id", "settlement"),
            entry("airflow.task_id", "load"),
            entry("airflow.run_id", "scheduled__2026-11-21T00:00:00+00:00"),
            entry("airflow.try_number", "one"),
            entry("airflow.logical_date", "2026-11-21T00:00:00+00:00"))
        .doesNotContainKeys("aws.batch.job.node_index", "k8s.job.name");
  }

  @Test
  void cloudRunJob() {
    environment.put("CLOUD_RUN_JOB", "settlement");
    environment.put("CLOUD_RUN_EXECUTION", "settlement-x7k");
    environment.put("CLOUD_RUN_TASK_INDEX", "4");
    assertThat(detect())
        .contains(
            entry("cloud.provider", "gcp"),
            entry("cloud.platform", "gcp_cloud_run"),
            entry("faas.name", "settlement"),
            entry("gcp.cloud_run.job.execution", "settlement-x7k"),
            entry("gcp.cloud_run.job.task_index", 4L));
  }

  @ParameterizedTest
  @CsvSource({
    // pod, completion index, job, cron job
    "settlement-29384760-x7k2p,,settlement-29384760,settlement",
    "nightly-eu-29384760-x7k2p,,nightly-eu-29384760,nightly-eu",
    "settlement-3,3,settlement,",
    "settlement-29384760-3,3,settlement-29384760,settlement",
    "web-7d9f8b6c5d-x7k2p,,,",
    "agent-x7k2p,,,",
    "database-0,,,",
    "29384760,,,",
  })
  void jobOfAPod(String pod, String index, String job, String cronJob) {
    environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    environment.put("HOSTNAME", pod);
    if (index != null) {
      environment.put("JOB_COMPLETION_INDEX", index);
    }
    Map<String, Object> found = detect();
    assertThat(found.get("k8s.job.name")).isEqualTo(job);
    assertThat(found.get("k8s.cronjob.name")).isEqualTo(cronJob);
  }

  @Test
  void jobThatTheEnvironmentNamesIsTheJob() {
    environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    environment.put("HOSTNAME", "settlement-29384760-x7k2p");
    environment.put("K8S_JOB_NAME", "own");
    assertThat(detect()).containsEntry("k8s.job.name", "own").doesNotContainKey("k8s.cronjob.name");
  }

  @Test
  void serviceHostAndProcess() throws IOException {
    file("proc/sys/kernel/hostname", "node-7\n");
    properties.setProperty("os.arch", "aarch64");
    properties.setProperty("os.name", "Linux");
    properties.setProperty("java.runtime.version", "17.0.1+1");
    properties.setProperty("sun.java.command", "com.acme.Nightly --password=secret");
    Map<String, Object> found = detect("batchmon.environment", "production");
    assertThat(found)
        .contains(
            entry("service.name", "Nightly"),
            entry("deployment.environment.name", "production"),
            entry("host.name", "node-7"),
            entry("host.arch", "arm64"),
            entry("os.type", "linux"),
            entry("process.runtime.version", "17.0.1+1"),
            entry("telemetry.sdk.name", "opentelemetry"))
        .doesNotContainKeys("cloud.provider", "container.id", "process.command_args");
    assertThat((String) found.get("service.instance.id"))
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(found.toString()).doesNotContain("secret");
  }

  @Test
  void processIdIsThatOfThisProcess() {
    Settings all = TestRuns.settings(AgentLog.to(System.err));
    Map<String, Object> found =
        new ResourceAttributes(
                all, new Surroundings(Map.of(), properties, new java.io.File("/"), base))
            .detect();
    assertThat(found).containsEntry("process.pid", ProcessHandle.current().pid());
  }

  @Test
  void sdkVersionIsTheOneThatIsPacked() {
    assertThat(ResourceAttributes.SDK_VERSION)
        .isEqualTo(
            Resource.getDefault().getAttribute(AttributeKey.stringKey("telemetry.sdk.version")));
  }

  @Test
  void settingsWinAndAreDecoded() {
    environment.put("HOSTNAME", "pod-1");
    assertThat(
            detect(
                "otel.resource.attributes",
                "team=a%20b,host.name=mine,service.name=ignored",
                "otel.service.name",
                "billing"))
        .contains(
            entry("team", "a b"), entry("host.name", "mine"), entry("service.name", "billing"));
  }

  @Test
  void containerIdOfControlGroupsOne() throws IOException {
    file("proc/self/cgroup", "12:cpu:/docker/" + ID + "\n11:memory:/docker/" + ID + "\n");
    assertThat(detect()).containsEntry("container.id", ID);
  }

  @Test
  void containerIdOfControlGroupsTwoIsNotThatOfThePodsSandbox() throws IOException {
    file("proc/self/cgroup", "0::/\n");
    file(
        "proc/self/mountinfo",
        "1 2 0:1 /var/lib/containerd/sandboxes/"
            + "f".repeat(64)
            + "/hostname /etc/hostname\n"
            + "1 2 0:1 /var/lib/docker/containers/"
            + ID
            + "/hostname /etc/hostname\n");
    assertThat(detect()).containsEntry("container.id", ID);
  }

  @Test
  void kubernetesPod() throws IOException {
    environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    environment.put("HOSTNAME", "nightly-28391-abcde");
    environment.put("NODE_NAME", "node-1");
    file("var/run/secrets/kubernetes.io/serviceaccount/namespace", "batch\n");
    assertThat(detect())
        .contains(
            entry("k8s.namespace.name", "batch"),
            entry("k8s.pod.name", "nightly-28391-abcde"),
            entry("k8s.node.name", "node-1"))
        .doesNotContainKey("cloud.provider");
    environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", "token");
    environment.put("AWS_REGION", "eu-central-1");
    assertThat(detect())
        .contains(entry("cloud.platform", "aws_eks"), entry("cloud.region", "eu-central-1"));
  }

  @Test
  void lambdaFunction() {
    environment.put("AWS_LAMBDA_FUNCTION_NAME", "nightly");
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "3");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512");
    environment.put("AWS_LAMBDA_LOG_STREAM_NAME", "2026/stream");
    environment.put("AWS_REGION", "eu-west-1");
    assertThat(detect())
        .contains(
            entry("cloud.platform", "aws_lambda"),
            entry("faas.name", "nightly"),
            entry("faas.version", "3"),
            entry("faas.instance", "2026/stream"),
            entry("faas.max_memory", 512L << 20),
            entry("cloud.region", "eu-west-1"));
  }

  @Test
  void ecsTask() {
    String arn = "arn:aws:ecs:us-west-2:111122223333:";
    answer(
        "/v4/abc",
        "{\"DockerId\": \"ea32192c8553\", \"DockerName\": \"job\", \"ContainerARN\": \""
            + arn
            + "container/0206b271\", \"LogDriver\": \"awslogs\", \"LogOptions\": {"
            + "\"awslogs-group\": \"/ecs/metadata\", \"awslogs-stream\": \"ecs/job/8f03\"}}");
    answer(
        "/v4/abc/task",
        "{\"Cluster\":\"default\",\"TaskARN\":\""
            + arn
            + "task/default/158d1c8083dd\",\"Family\":\"nightly\",\"Revision\":\"26\","
            + "\"AvailabilityZone\":\"us-west-2d\",\"LaunchType\":\"FARGATE\"}");
    environment.put("ECS_CONTAINER_METADATA_URI_V4", base + "/v4/abc");
    assertThat(detect())
        .contains(
            entry("cloud.provider", "aws"),
            entry("cloud.platform", "aws_ecs"),
            entry("cloud.region", "us-west-2"),
            entry("cloud.account.id", "111122223333"),
            entry("cloud.availability_zone", "us-west-2d"),
            entry("cloud.resource_id", arn + "container/0206b271"),
            entry("container.id", "ea32192c8553"),
            entry("aws.ecs.container.arn", arn + "container/0206b271"),
            entry("aws.ecs.cluster.arn", arn + "cluster/default"),
            entry("aws.ecs.task.arn", arn + "task/default/158d1c8083dd"),
            entry("aws.ecs.task.id", "158d1c8083dd"),
            entry("aws.ecs.task.family", "nightly"),
            entry("aws.ecs.task.revision", "26"),
            entry("aws.ecs.launchtype", "fargate"),
            entry("aws.log.group.names", List.of("/ecs/metadata")));
  }

  @Test
  void ec2Instance() throws IOException {
    file("sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
    server.createContext(
        "/latest/api/token",
        exchange -> {
          boolean asked =
              exchange.getRequestMethod().equals("PUT")
                  && exchange
                      .getRequestHeaders()
                      .containsKey("X-aws-ec2-metadata-token-ttl-seconds");
          byte[] token = "TOKEN".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(asked ? 200 : 400, token.length);
          exchange.getResponseBody().write(token);
          exchange.close();
        });
    server.createContext(
        "/latest/dynamic/instance-identity/document",
        exchange -> {
          boolean allowed =
              "TOKEN".equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"));
          byte[] document =
              ("{\n \"accountId\" : \"4711\",\n \"instanceId\" : \"i-1\",\n \"instanceType\" :"
                      + " \"m7g.large\", \"region\" : \"eu-central-1\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(allowed ? 200 : 401, document.length);
          exchange.getResponseBody().write(document);
          exchange.close();
        });
    assertThat(detect())
        .contains(
            entry("cloud.platform", "aws_ec2"),
            entry("cloud.account.id", "4711"),
            entry("cloud.region", "eu-central-1"),
            entry("host.id", "i-1"),
            entry("host.type", "m7g.large"));
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    assertThat(detect()).containsEntry("cloud.platform", "aws_ec2").doesNotContainKey("host.id");
  }

  @Test
  void hangingMetadataEndpointIsGivenUpSoon() throws IOException {
    // why: a socket that listens and never accepts takes the connection and stays silent
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      environment.put(
          "ECS_CONTAINER_METADATA_URI_V4", "http://127.0.0.1:" + silent.getLocalPort() + "/v4");
      long before = System.nanoTime();
      assertThat(detect())
          .containsEntry("cloud.platform", "aws_ecs")
          .doesNotContainKey("aws.ecs.task.arn");
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isLessThan(4000);
    }
  }
}
