package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInSlack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Beside another agent, before and after it on the command line: the application works, every
 * request and call has one span, and runs and alerts are ours.
 */
class CoexistenceIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  @TempDir Path folder;

  /** Another agent, and how it is told to be silent and to send nothing but spans. */
  private record Peer(String file, String said, List<String> options) {
    boolean isOpenTelemetry() {
      return options == OTEL;
    }

    String option() {
      Path jar = Path.of("target", "peers", file + ".jar").toAbsolutePath();
      assertThat(jar).as("copied by the build").exists();
      return "-javaagent:" + jar;
    }

    @Override
    public String toString() {
      return file;
    }
  }

  private static final List<String> OTEL =
      List.of("-Dotel.javaagent.logging=none", "-Dotel.traces.sampler=parentbased_always_on");

  private static final List<Peer> PEERS =
      List.of(
          new Peer("opentelemetry-javaagent", "the OpenTelemetry Java agent is in", OTEL),
          new Peer(
              "aws-opentelemetry-agent",
              "AWS's distribution of the OpenTelemetry Java agent is in",
              OTEL),
          new Peer(
              "dd-java-agent",
              "Datadog's agent is in",
              List.of(
                  "-Ddatadog.slf4j.simpleLogger.defaultLogLevel=off",
                  "-Ddd.trace.agent.url=http://127.0.0.1:1",
                  "-Ddd.instrumentation.telemetry.enabled=false",
                  "-Ddd.remote_config.enabled=false",
                  "-Ddd.trace.startup.logs=false",
                  "-Ddd.jmxfetch.enabled=false")),
          new Peer(
              "elastic-apm-agent",
              "Elastic's agent is in",
              List.of(
                  "-Delastic.apm.log_level=OFF",
                  "-Delastic.apm.server_url=http://127.0.0.1:1",
                  "-Delastic.apm.central_config=false",
                  "-Delastic.apm.cloud_provider=NONE",
                  // why: it sees jobs of these alone, and calls only in what it sees
                  "-Delastic.apm.application_packages=com.acme")));

  static Stream<Arguments> peersAndOrders() {
    return PEERS.stream()
        .flatMap(peer -> Stream.of(Arguments.of(peer, true), Arguments.of(peer, false)));
  }

  private List<String> command(Peer peer, boolean oursFirst) {
    String ours = "-javaagent:" + ForkedJvm.AGENT;
    List<String> options = new ArrayList<>();
    options.add(oursFirst ? ours : peer.option());
    options.add(oursFirst ? peer.option() : ours);
    options.addAll(peer.options());
    return options;
  }

  @ParameterizedTest
  @MethodSource("peersAndOrders")
  void applicationWorksSpansAreOnceAndRunsAreOurs(Peer peer, boolean oursFirst) throws Exception {
    Path log = folder.resolve("batchmon.log");
    Ended ended =
        ForkedJvm.on(Jdk.running())
            .option(command(peer, oursFirst).toArray(new String[0]))
            .option("-Djava.util.logging.SimpleFormatter.format=%5$s%n")
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", receivers.collector().endpoint())
            .env("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
            .env("OTEL_LOGS_EXPORTER", "otlp")
            .env("BATCHMON_ENVIRONMENT", "production")
            .env("BATCHMON_SERVICE_NAME", "billing")
            .env("BATCHMON_SLACK_WEBHOOK_URL", receivers.slack().url())
            .env("BATCHMON_ENTRYPOINTS", "com.acme.shop.BesideOthers$Settlement#run")
            .env("BATCHMON_LOG_FILE", log.toString())
            .env("BATCHMON_LOG_LEVEL", "info")
            .main("com.acme.shop.BesideOthers")
            .run();

    assertThat(ended.out()).isEqualTo("200 settled, told 1\nclosed\n");
    // why: the other agents append to the boot class path, which the JVM says
    assertThat(ended.err().lines().filter(line -> !line.contains("Sharing is only supported")))
        .containsExactly("ordering", "order", "settling");
    assertThat(ended.exitCode()).isZero();
    assertThat(Files.readAllLines(log))
        .filteredOn(line -> line.contains("is in this JVM too"))
        .singleElement()
        .asString()
        .contains(peer.said());
    assertRuns(peer);
  }

  private static void assertRuns(Peer peer) {
    ReceivedSpan ordering = receivers.spanOf("Ordering");
    assertThat(ordering.statusCode()).isEqualTo("UNSET");
    assertThat(ordering.attributes()).containsEntry("batch.job.outcome", "succeeded");
    ReceivedSpan closing = receivers.spanOf("Closing");
    assertThat(closing.statusCode()).isEqualTo("ERROR");
    assertThat(closing.attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("error.type", "java.lang.IllegalStateException");
    ReceivedSpan settlement = receivers.spanOf("Settlement.run");
    assertThat(settlement.attributes()).containsEntry("batch.job.outcome", "succeeded");
    assertThat(receivers.pointsOf("batch.job.runs", "Closing")).hasSize(1);
    assertThat(receivers.messages()).hasSize(1);
    assertThat(StandInSlack.render(receivers.messages().get(0))).contains("the ledger is closed");

    int spansOfOthers = peer.isOpenTelemetry() ? 1 : 0;
    assertThat(ofKind("SERVER")).hasSize(spansOfOthers);
    assertThat(ofKind("CLIENT")).hasSize(spansOfOthers);
    if (peer.file().startsWith("dd-")) {
      assertThat(ordering.links()).hasSize(1);
      assertThat(settlement.traceId())
          .as("settled in a request of Datadog's trace, which its span of the job began")
          .isEqualTo(ordering.links().get(0).traceId())
          .isNotEqualTo(ordering.traceId());
      assertThat(settlement.parentSpanId()).isNotEmpty();
    }
    if (peer.isOpenTelemetry()) {
      ReceivedSpan server = ofKind("SERVER").get(0);
      ReceivedSpan client = ofKind("CLIENT").get(0);
      assertThat(List.of(client.traceId(), server.traceId(), settlement.traceId()))
          .containsOnly(ordering.traceId());
      assertThat(server.parentSpanId()).isEqualTo(client.spanId());
      assertThat(isBelow(client, ordering)).as("the call is made in the run").isTrue();
      assertThat(isBelow(settlement, server)).as("it is settled in the request").isTrue();
    }
  }

  private static List<ReceivedSpan> ofKind(String kind) {
    return receivers.collector().spans().stream().filter(span -> span.kind().equals(kind)).toList();
  }

  private static boolean isBelow(ReceivedSpan span, ReceivedSpan above) {
    if (span.parentSpanId().equals(above.spanId())) {
      return true;
    }
    return receivers.collector().spans().stream()
        .filter(parent -> parent.spanId().equals(span.parentSpanId()))
        .anyMatch(parent -> isBelow(parent, above));
  }
}
