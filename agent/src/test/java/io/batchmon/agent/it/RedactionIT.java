package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.agent.redact.SeededSecrets;
import io.batchmon.agent.redact.SeededSecrets.Seeded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An application that writes secrets wherever it can: into none of the bytes that leave the JVM,
 * and into none of the agent's own lines, do they get.
 */
class RedactionIT {
  private static final long SEED = 4711;
  private static final int TEXTS = 18;

  @TempDir Path directory;
  private HttpServer server;
  private final ByteArrayOutputStream collector = new ByteArrayOutputStream();
  private final ByteArrayOutputStream slack = new ByteArrayOutputStream();
  private int slackStatus = 200;

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          boolean telemetry = exchange.getRequestURI().getPath().startsWith("/v1/");
          synchronized (this) {
            (telemetry ? collector : slack).writeBytes(body);
          }
          byte[] answer = telemetry ? new byte[0] : "ok".getBytes(StandardCharsets.UTF_8);
          int status = telemetry ? 200 : slackStatus;
          exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private synchronized String received(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private String url(String path) {
    return "http://localhost:" + server.getAddress().getPort() + path;
  }

  private ForkedJvm jvm(Jdk jdk) {
    return ForkedJvm.on(jdk)
        .agent()
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", url(""))
        .env("BATCHMON_ENVIRONMENT", "production")
        .env("BATCHMON_SERVICE_NAME", "billing")
        .env("BATCHMON_SLACK_WEBHOOK_URL", url("/services/T0/B0/hook"))
        .env("BATCHMON_SHUTDOWN_TIMEOUT", "30s")
        .env("BATCHMON_LOG_FILE", directory.resolve("agent.log").toString())
        .env("BATCHMON_LOG_LEVEL", "debug")
        .env("BATCHMON_REDACT", "ZX-\\d{9}");
  }

  private List<Seeded> secrets() throws IOException {
    List<Seeded> secrets = new ArrayList<>(new SeededSecrets(SEED).many(TEXTS - 1));
    secrets.add(new Seeded("added", "ZX-471147110", "contract ZX-471147110 is unknown"));
    List<String> lines =
        secrets.stream().map(seeded -> seeded.text().replace("\n", "\\n")).toList();
    Files.write(directory.resolve("texts"), lines);
    return secrets;
  }

  private static String agentsLines(Ended ended) {
    return ended
        .err()
        .lines()
        .filter(line -> line.startsWith("[batchmon]"))
        .collect(Collectors.joining("\n"));
  }

  private void assertNothingLeaks(List<Seeded> secrets, Ended ended) throws IOException {
    List<String> outputs =
        List.of(
            received(collector),
            received(slack),
            agentsLines(ended),
            Files.readString(directory.resolve("agent.log")));
    for (Seeded seeded : secrets) {
      for (String output : outputs) {
        // why: searched line by line, or a failure would print megabytes
        assertThat(output.lines().filter(seeded::leaksInto)).as("%s", seeded).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void nothingOfWhatQuartzJobsWriteLeaks(Jdk jdk) throws IOException {
    List<Seeded> secrets = secrets();
    String argument = "--password=" + secrets.get(0).secret();
    Ended ended =
        jvm(jdk)
            .option("-Dapp.password=" + secrets.get(1).secret())
            .main("LeakyJobs", directory.resolve("texts").toString(), argument)
            .run();

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(received(collector))
        .contains("job 1 ", "job " + TEXTS, "caused by ", "pool of ", "worker of ", "***")
        .contains("at LeakyJobs$Leaky.execute(LeakyJobs.java:");
    assertThat(received(slack)).contains("job 1 ", "job " + TEXTS, "caused by ", "***");
    assertNothingLeaks(secrets, ended);
  }

  @Test
  void nothingOfASpringBatchJobLeaks() throws IOException {
    List<Seeded> secrets = secrets();
    Ended ended =
        jvm(Jdk.running())
            .env("BATCHMON_JOB_PARAMETERS", "customer")
            .main("LeakyBatch", directory.resolve("texts").toString())
            .run();

    assertThat(ended.exitCode()).isZero();
    assertThat(received(collector)).contains("REJECTED ", "described as ", "step ", "customer");
    assertThat(received(collector)).doesNotContain("parameter ");
    assertThat(received(slack)).contains("REJECTED ", "***");
    assertNothingLeaks(secrets, ended);
  }

  @Test
  void neitherDoTheLinesThatTakeTheMessagesPlace() throws IOException {
    slackStatus = 404;
    List<Seeded> secrets = secrets();
    Ended ended = jvm(Jdk.running()).main("LeakyJobs", directory.resolve("texts").toString()).run();

    assertThat(agentsLines(ended)).contains("Slack takes no alerts", "job 2 ", "***");
    assertNothingLeaks(secrets, ended);
  }
}
