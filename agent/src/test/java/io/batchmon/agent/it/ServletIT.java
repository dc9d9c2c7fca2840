package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server under the shipped jar: its requests, and the jobs that they launch. */
class ServletIT {
  private static final String PARAMETER = "?card=4111111111111111";

  @RegisterExtension static final Receivers receivers = new Receivers();

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  private static ForkedJvm served(Jdk jdk) {
    return receivers.jvm(jdk).env("BATCHMON_ENTRYPOINTS", "ServedJobs$Settlement#run");
  }

  private static List<ReceivedSpan> requests() {
    return receivers.collector().spans().stream()
        .filter(span -> span.attributes().containsKey("url.path"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aJobIsAPartOfTheRequestThatLaunchesIt(Jdk jdk) {
    Ended ended =
        served(jdk)
            .main(
                "ServedJobs",
                "/shop/orders/good" + PARAMETER,
                "/shop/orders/bad",
                "/shop/nowhere",
                "/health")
            .run();

    // why: on JDK 11, Tomcat itself makes the JVM warn
    assertThat(ended.err()).doesNotContainIgnoringCase("batchmon");
    String[] lines = ended.out().split("\r?\n", -1);
    assertThat(lines[0]).startsWith("200 ");
    assertThat(lines[1]).startsWith("500 ");
    assertThat(lines[2]).startsWith("404 ");
    assertThat(lines[3]).as("left out").isEqualTo("404");

    List<ReceivedSpan> requests = requests();
    List<ReceivedSpan> jobs = receivers.spansOf("Settlement.run");
    assertThat(requests).hasSize(3);
    assertThat(jobs).hasSize(2);

    ReceivedSpan good = requests.get(0);
    assertThat(good.isRoot()).isTrue();
    assertThat(good.name()).startsWith("GET");
    assertThat(good.statusCode()).isEqualTo("UNSET");
    assertThat(good.attributes())
        .containsEntry("http.request.method", "GET")
        .containsEntry("http.route", "/shop/orders/*")
        .containsEntry("http.response.status_code", 200L)
        .containsEntry("url.path", "/shop/orders/good");
    assertThat(good.toString()).doesNotContain("4111111111111111");
    assertThat(lines[0]).isEqualTo("200 " + good.traceId());
    assertThat(jobs.get(0).traceId()).isEqualTo(good.traceId());
    assertThat(jobs.get(0).parentSpanId()).isEqualTo(good.spanId());

    ReceivedSpan bad = requests.get(1);
    assertThat(bad.statusCode()).isEqualTo("ERROR");
    assertThat(bad.attributes())
        .containsEntry("http.response.status_code", 500L)
        .containsEntry("http.route", "/shop/orders/*");
    assertThat(bad.events())
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.attributes())
                    .containsEntry("exception.message", "no connection to orders"));
    assertThat(lines[1]).isEqualTo("500 " + bad.traceId());
    assertThat(jobs.get(1).parentSpanId()).isEqualTo(bad.spanId());
    assertThat(jobs.get(1).statusCode()).isEqualTo("ERROR");

    assertThat(requests.get(2).statusCode()).isEqualTo("UNSET");
    assertThat(requests.get(2).attributes()).containsEntry("http.response.status_code", 404L);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whatIsSaidAndWhatIsLeftOutCanBeSet(Jdk jdk) {
    Ended ended =
        served(jdk)
            .env("BATCHMON_RESPONSE_TRACE_HEADER", "none")
            .env("BATCHMON_HTTP_IGNORE", "/shop/orders")
            .main("ServedJobs", "/shop/orders/good", "/health")
            .run();

    // why: on JDK 11, Tomcat itself makes the JVM warn
    assertThat(ended.err()).doesNotContainIgnoringCase("batchmon");
    assertThat(ended.out().split("\r?\n", -1)).startsWith("200", "404");
    assertThat(requests())
        .singleElement()
        .satisfies(
            health -> {
              assertThat(health.statusCode()).isEqualTo("UNSET");
              assertThat(health.attributes()).containsEntry("url.path", "/health");
            });
    assertThat(receivers.spanOf("Settlement.run").isRoot()).isTrue();
  }
}
