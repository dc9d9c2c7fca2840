package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an application records with its own OpenTelemetry is a part of the run that it is in. */
class OwnSpansIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  /** A span as the application's exporter printed it. */
  private record Own(String traceId, String spanId, String parentSpanId) {}

  static Stream<Jdk> oldestAndNewest() {
    return Jdk.all().filter(jdk -> jdk.version() == 8 || jdk.equals(Jdk.newest()));
  }

  private static String classPath() {
    String api =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> Path.of(entry).getFileName().toString().startsWith("opentelemetry-"))
            .collect(Collectors.joining(File.pathSeparator));
    return Programs.CLASSES + File.pathSeparator + api;
  }

  private static ForkedJvm program(ForkedJvm jvm) {
    return jvm.option("-Dbatchmon.main=false")
        .env("BATCHMON_ENTRYPOINTS", "com.acme.shop.OwnSpans$Settlement#run")
        .command("-cp", classPath(), "com.acme.shop.OwnSpans");
  }

  private static Map<String, Own> spans(List<String> lines) {
    Map<String, Own> spans = new LinkedHashMap<>();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      String name = spans.containsKey(words[0]) ? words[0] + " again" : words[0];
      spans.put(name, new Own(words[1], words[2], words[3]));
    }
    return spans;
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void spansOfARunAreBelowItAndARunInASpanIsBelowThat(Jdk jdk) {
    Ended ended = program(receivers.jvm(jdk)).run();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).isEmpty();
    List<String> lines = ended.out().lines().toList();
    assertThat(lines).hasSize(6).endsWith("root true");
    Map<String, Own> own = spans(lines.subList(0, 5));

    List<ReceivedSpan> settlements = receivers.spansOf("Settlement.run");
    assertThat(settlements).hasSize(2);
    ReceivedSpan order =
        receivers.collector().spans().stream()
            .filter(span -> span.name().contains("Order"))
            .findFirst()
            .orElseThrow();
    assertThat(order.isRoot()).isTrue();
    assertThat(order.attributes()).containsEntry("batch.job.outcome", "succeeded");
    assertBelow(own.get("ordering"), order);
    assertBelow(own.get("handing"), order);
    ReceivedSpan inRun = settlements.get(1);
    assertThat(inRun.traceId()).isEqualTo(order.traceId());
    assertBelow(own.get("settling again"), inRun);

    ReceivedSpan inSpan = settlements.get(0);
    Own outside = own.get("outside");
    assertThat(outside.parentSpanId()).isEqualTo("0000000000000000");
    assertThat(inSpan.traceId()).isEqualTo(outside.traceId());
    assertThat(inSpan.parentSpanId()).isEqualTo(outside.spanId());
    assertThat(inSpan.attributes()).containsEntry("batch.job.outcome", "succeeded");
    assertBelow(own.get("settling"), inSpan);
  }

  private static void assertBelow(Own span, ReceivedSpan run) {
    assertThat(span.traceId()).isEqualTo(run.traceId());
    assertThat(span.parentSpanId()).isEqualTo(run.spanId());
  }

  @Test
  void withoutTheHooksItsSpansAreItsOwn() {
    Ended ended =
        program(receivers.jvm(Jdk.running()))
            .env("BATCHMON_INSTRUMENTATION_OPENTELEMETRY_ENABLED", "false")
            .run();
    Map<String, Own> own = spans(ended.out().lines().limit(5).toList());
    assertThat(own.get("ordering").parentSpanId()).isEqualTo("0000000000000000");
    assertThat(own.get("settling").parentSpanId()).isEqualTo(own.get("outside").spanId());
    assertThat(receivers.spansOf("Settlement.run"))
        .hasSize(2)
        .noneMatch(span -> span.traceId().equals(own.get("outside").traceId()));
  }
}
