package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.agent.it.ForkedJvm.Running;
import io.batchmon.standin.ReceivedMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a JVM and its container use, as the shipped jar tells it. */
class JvmMetricsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long MEBIBYTE = 1 << 20;

  @RegisterExtension static final Receivers receivers = new Receivers();

  static Stream<Jdk> oldestAndNewest() {
    return Jdk.all().filter(jdk -> jdk.version() == 8 || jdk.equals(Jdk.newest()));
  }

  private static double sum(List<ReceivedMetric> points, String name) {
    return points.stream()
        .filter(point -> point.name().equals(name))
        .mapToDouble(ReceivedMetric::value)
        .sum();
  }

  /** What was received last of each series. */
  private static List<ReceivedMetric> last() {
    List<ReceivedMetric> all = receivers.collector().metrics();
    return all.stream()
        .filter(
            point ->
                all.stream()
                    .noneMatch(
                        later ->
                            later.name().equals(point.name())
                                && later.attributes().equals(point.attributes())
                                && later.timeNanos() > point.timeNanos()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void whatTheJvmUsesIsToldAsItCounts(Jdk jdk) throws IOException {
    Running running =
        receivers
            .jvm(jdk)
            .option("-XX:+UseSerialGC", "-Xms64m", "-Xmx64m", "-XX:MaxDirectMemorySize=16m")
            // why: else a collection for more of it may come after the two of the program
            .option("-XX:MetaspaceSize=128m")
            .env("OTEL_METRIC_EXPORT_INTERVAL", "300")
            .env("KUBERNETES_SERVICE_HOST", "10.0.0.1")
            .main("UsesMemory")
            .start();
    double collections = Double.parseDouble(running.awaitLineFrom("full "));
    receivers
        .collector()
        .awaitMetric(
            point ->
                point.name().equals("jvm.gc.duration")
                    && "MarkSweepCompact".equals(point.attributes().get("jvm.gc.name")),
            LIMIT);
    receivers.collector().awaitMetric(point -> point.name().equals("container.cpu.time"), LIMIT);
    // why: the JDK has none when it is asked for the first time
    receivers
        .collector()
        .awaitMetric(point -> point.name().equals("jvm.cpu.recent_utilization"), LIMIT);
    Ended ended = running.terminate().await();
    assertThat(ended.err()).isEmpty();

    List<ReceivedMetric> all = receivers.collector().metrics();
    List<ReceivedMetric> last = last();
    assertThat(
            all.stream()
                .filter(point -> point.name().equals("jvm.gc.duration"))
                .filter(point -> "MarkSweepCompact".equals(point.attributes().get("jvm.gc.name")))
                .mapToLong(ReceivedMetric::count)
                .sum())
        .isEqualTo((long) collections)
        .isEqualTo(2);
    assertThat(sum(all, "jvm.class.loaded")).isBetween(800.0, 8000.0);
    assertThat(sum(all, "jvm.cpu.time")).isBetween(0.05, ended.millis() / 1e3 * 1024);
    assertThat(sum(last, "jvm.cpu.count")).isGreaterThanOrEqualTo(1);
    assertThat(sum(last, "jvm.thread.count")).isBetween(5.0, 100.0);
    List<ReceivedMetric> heap =
        last.stream()
            .filter(point -> "heap".equals(point.attributes().get("jvm.memory.type")))
            .toList();
    // why: one of the two survivor spaces counts as none
    assertThat(sum(heap, "jvm.memory.limit")).isBetween(56.0 * MEBIBYTE, 64.0 * MEBIBYTE);
    assertThat(sum(heap, "jvm.memory.committed")).isEqualTo(sum(heap, "jvm.memory.limit"));
    assertThat(sum(heap, "jvm.memory.used")).isBetween(1.0, sum(heap, "jvm.memory.limit"));
    assertThat(sum(heap, "jvm.memory.used_after_last_gc")).isPositive();
    assertThat(
            last.stream()
                .filter(point -> point.name().equals("jvm.buffer.memory.used"))
                .filter(point -> "direct".equals(point.attributes().get("jvm.buffer.pool.name"))))
        .singleElement()
        .satisfies(point -> assertThat(point.value()).isBetween(3.0 * MEBIBYTE, 16.0 * MEBIBYTE));
    assertThat(all)
        .filteredOn(point -> point.name().equals("jvm.cpu.recent_utilization"))
        .isNotEmpty()
        .allSatisfy(point -> assertThat(point.value()).isBetween(0.0, 1.0));
    assertThat(interfacesOf(last)).isEqualTo(interfacesHere());
  }

  private static Set<Object> interfacesOf(List<ReceivedMetric> points) {
    return points.stream()
        .filter(point -> point.name().equals("container.network.io"))
        .map(point -> point.attributes().get("network.interface.name"))
        .collect(Collectors.toSet());
  }

  private static Set<Object> interfacesHere() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/net/dev")).stream()
        .filter(line -> line.contains(":"))
        .map(line -> line.substring(0, line.indexOf(':')).trim())
        .filter(name -> !name.equals("lo"))
        .collect(Collectors.toSet());
  }

  @Test
  void jvmOfAMomentIsNotAskedAndDoesNotPay() {
    Ended ended =
        receivers
            .jvm(Jdk.running())
            .option("-verbose:class")
            .env("KUBERNETES_SERVICE_HOST", "10.0.0.1")
            .main("Endings", "return")
            .run();
    assertThat(receivers.pointsOf("batch.job.runs", "Endings")).hasSize(1);
    assertThat(receivers.collector().metrics())
        .noneMatch(
            point -> point.name().startsWith("jvm.") || point.name().startsWith("container."));
    assertThat(ended.out())
        .contains("io.batchmon.agent.telemetry.TelemetryWorker")
        .doesNotContain("io.batchmon.agent.telemetry.RuntimeMetrics")
        .doesNotContain("io.batchmon.agent.telemetry.JvmMetrics")
        .doesNotContain("io.batchmon.agent.telemetry.ContainerMetrics");
  }

  @Test
  void switchedOffByTheSettingOfOpenTelemetry() {
    Running running =
        receivers
            .jvm(Jdk.running())
            .env("OTEL_METRIC_EXPORT_INTERVAL", "300")
            .env("OTEL_INSTRUMENTATION_RUNTIME_TELEMETRY_ENABLED", "false")
            .main("FailsAndWaits", "works")
            .start();
    running.awaitLine("ran");
    // why: what is read, is read before any other metric is sent for the second time
    receivers
        .collector()
        .awaitMetric(
            point ->
                point.name().equals("batch.job.active")
                    && receivers.collector().metrics().stream()
                            .filter(other -> other.name().equals("batch.job.active"))
                            .mapToLong(ReceivedMetric::timeNanos)
                            .distinct()
                            .count()
                        > 2,
            LIMIT);
    running.terminate().await();
    assertThat(receivers.collector().metrics()).noneMatch(point -> point.name().startsWith("jvm."));
  }
}
