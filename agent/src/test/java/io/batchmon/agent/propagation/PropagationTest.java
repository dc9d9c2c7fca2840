package io.batchmon.agent.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.RemoteParent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests bring, what is passed on, and which settings decide. */
class PropagationTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
  private static final String XRAY =
      "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
  private static final String B3 = "80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1";

  private final Crossing crossing = Crossing.with();

  @Test
  void w3cIsBelievedBeforeXRayAndXRayBeforeB3() {
    Map<String, String> headers = new HashMap<>();
    headers.put("b3", B3);
    assertThat(Crossing.traceId(crossing.extract(headers))).startsWith("80f198ee");
    headers.put("x-amzn-trace-id", XRAY);
    assertThat(Crossing.traceId(crossing.extract(headers)))
        .isEqualTo("5759e988bd862e3fe1be46a994272793");
    headers.put("traceparent", PARENT);
    RemoteParent parent = crossing.extract(headers);
    assertThat(Crossing.traceId(parent)).isEqualTo(TRACE);
    assertThat(Crossing.hex(parent.spanId())).isEqualTo("b7ad6b7169203331");
    assertThat(parent.sampled()).isTrue();
    headers.put("traceparent", "00-" + TRACE.toUpperCase(Locale.ROOT) + "-1-01");
    assertThat(Crossing.traceId(crossing.extract(headers)))
        .isEqualTo("5759e988bd862e3fe1be46a994272793");
  }

  @Test
  void requestIsAPartOfTheTraceAndItsCallsAreTold() {
    ActiveRun request =
        crossing.request(
            Map.of(
                "traceparent", PARENT,
                "tracestate", "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7",
                "baggage", "tenant=acme;p, user=7"));
    assertThat(Crossing.traceId(request)).isEqualTo(TRACE);
    assertThat(request.isSampled()).isTrue();
    String span = Crossing.hex(request.spanId());
    assertThat(crossing.outgoing(request))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "traceparent",
                "00-" + TRACE + "-" + span + "-01",
                "tracestate",
                "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7",
                "baggage",
                "tenant=acme;p, user=7",
                "x-amzn-trace-id",
                "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=" + span + ";Sampled=1"));
  }

  @Test
  void runOfItsOwnTellsItsOwnTrace() {
    ActiveRun request = crossing.request(Map.of());
    String trace = Crossing.traceId(request);
    String span = Crossing.hex(request.spanId());
    assertThat(request.remote()).isNull();
    assertThat(crossing.outgoing(request))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "traceparent", "00-" + trace + "-" + span + "-03",
                "x-amzn-trace-id",
                    "Root=1-"
                        + trace.substring(0, 8)
                        + "-"
                        + trace.substring(8)
                        + ";Parent="
                        + span
                        + ";Sampled=1"));
  }

  /** Of level 2: whether the id is random is said by whoever made it. */
  @ParameterizedTest
  @CsvSource({"00, 00", "01, 01", "02, 02", "03, 03", "ff, 03", "fc, 00"})
  void flagsThatAreKnownArePassedOn(String in, String out) {
    Map<String, String> sent =
        crossing.passedOn(Map.of("traceparent", "00-" + TRACE + "-b7ad6b7169203331-" + in));
    assertThat(sent.get("traceparent")).startsWith("00-" + TRACE).endsWith("-" + out);
  }

  @Test
  void loadBalancerNamesATraceWithoutASpan() {
    ActiveRun request =
        crossing.request(
            Map.of(
                "x-amzn-trace-id",
                "Self=1-67891234-12456789abcdef012345678;Root=1-67891233-abcdef012345678912345678"));
    assertThat(Crossing.traceId(request)).isEqualTo("67891233abcdef012345678912345678");
    assertThat(request.remote().spanId()).isZero();
    assertThat(request.remote().sampled()).isNull();
    assertThat(request.isSampled()).isTrue();
    assertThat(crossing.outgoing(request).get("x-amzn-trace-id"))
        .startsWith("Root=1-67891233-abcdef012345678912345678;Parent=")
        .endsWith(";Sampled=1");
  }

  @Test
  void lineageOfLambdaIsPassedOnAndNothingElseOfThatHeader() {
    assertThat(
            crossing.passedOn(
                Map.of("x-amzn-trace-id", XRAY + ";Lineage=a87bd80c:1|68fd508a:5;Mine=1")))
        .extractingByKey("x-amzn-trace-id")
        .asString()
        .startsWith("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=")
        .endsWith(";Sampled=1;Lineage=a87bd80c:1|68fd508a:5");
    assertThat(
            crossing.passedOn(
                Map.of("traceparent", PARENT, "x-amzn-trace-id", "Lineage=a87bd80c:1")))
        .extractingByKey("x-amzn-trace-id")
        .asString()
        .endsWith(";Sampled=1;Lineage=a87bd80c:1");
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "?, true", "'', true", "2, true"})
  void decisionOfXRayIsRespectedAndWhereThereIsNoneOursIsTold(String sampled, boolean kept) {
    Map<String, String> headers =
        Map.of(
            "x-amzn-trace-id",
            "Parent=53995c3f42cd8ad8;Sampled="
                + sampled
                + ";Root=1-5759e988-bd862e3fe1be46a994272793");
    assertThat(crossing.request(headers).isSampled()).isEqualTo(kept);
    Map<String, String> sent = crossing.passedOn(headers);
    assertThat(sent.get("x-amzn-trace-id")).endsWith(";Sampled=" + (kept ? 1 : 0));
    assertThat(sent.get("traceparent")).endsWith(kept ? "-01" : "-00");
    Crossing off = Crossing.with("otel.traces.sampler", "parentbased_always_off");
    assertThat(off.request(headers).isSampled()).isEqualTo(sampled.equals("1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"b3=0", "x-b3-sampled=0", "x-b3-sampled=false"})
  void decisionWithoutATraceIsRespected(String header) {
    int equals = header.indexOf('=');
    Map<String, String> headers = Map.of(header.substring(0, equals), header.substring(equals + 1));
    ActiveRun request = crossing.request(headers);
    assertThat(request.isSampled()).isFalse();
    assertThat(request.traceIdHigh() | request.traceIdLow()).isNotZero();
    assertThat(crossing.outgoing(request).get("traceparent")).endsWith("-02");
  }

  @Test
  void baggageTravelsWithoutATraceToo() {
    Map<String, String> sent = crossing.passedOn(Map.of("baggage", "tenant=acme"));
    assertThat(sent).containsEntry("baggage", "tenant=acme").containsKey("traceparent");
  }

  @Test
  void baggageIsBounded() {
    String members =
        IntStream.range(0, 400).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));
    assertThat(crossing.extract(Map.of("baggage", members)).baggage().split(","))
        .hasSize(180)
        .startsWith("k0=v")
        .endsWith("k179=v");
    String large =
        "a=1,b=" + "x".repeat(9000) + ",c=3," + "d".repeat(8000) + "=4,e=" + "y".repeat(400);
    assertThat(crossing.extract(Map.of("baggage", large)).baggage())
        .hasSizeLessThanOrEqualTo(8192)
        .startsWith("a=1,c=3,ddd")
        .endsWith("=4");
  }

  @Test
  void traceStateIsBoundedByWholeMembersTheLargeOnesFirst() {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      members.add("k" + i + "=" + "v".repeat(i == 3 ? 200 : 30));
    }
    String kept =
        crossing
            .extract(Map.of("traceparent", PARENT, "tracestate", String.join(",", members)))
            .traceState();
    assertThat(kept).hasSizeBetween(450, 512);
    members.remove(3);
    assertThat(String.join(",", members)).startsWith(kept + ",");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1\r\nSet-Cookie: x=1",
        "a=1\nb=2",
        "a=\u0000",
        "a=\u00e9",
        "a=\u4e16\u754c",
        "a=1,a=2",
        "a",
        "=1",
        "A=1",
        "a=b=c",
        "a= ",
      })
  void traceStateThatIsNotWellFormedIsNotPassedOn(String state) {
    assertThat(crossing.passedOn(Map.of("traceparent", PARENT, "tracestate", state)))
        .doesNotContainKey("tracestate")
        .containsKey("traceparent");
  }

  /** A header of a million parts takes a time that grows with its length. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ",",
        ";",
        "=",
        "-",
        "a=1,",
        "a=;",
        "a,",
        "Root=1-",
        "Root=1-;",
        "Lineage=a;",
        "\t "
      })
  void longHeadersTakeLittleTime(String part) {
    String header = part.repeat(1_000_000 / part.length());
    String[] values = crossing.values(Map.of());
    for (int i = 0; i < values.length; i++) {
      values[i] = header;
    }
    values[0] = PARENT;
    RemoteParent parent =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> crossing.propagation.extract(values));
    assertThat(Crossing.traceId(parent)).isEqualTo(TRACE);
    assertThat(parent.traceState()).isNull();
  }

  /** Whatever comes in, what goes out can be sent, and is not much. */
  @Test
  void nothingHostileIsPassedOn() {
    Mutations mutations = new Mutations(6);
    Crossing all = Crossing.with("otel.propagators", "tracecontext,baggage,xray,b3,b3multi");
    for (int i = 0; i < 5000; i++) {
      Map<String, String> headers = new HashMap<>();
      headers.put("traceparent", mutations.of(mutations.traceparent()));
      headers.put("tracestate", mutations.of(mutations.tracestate()));
      headers.put("baggage", mutations.of(mutations.baggage()));
      headers.put("x-amzn-trace-id", mutations.of(mutations.xray()));
      headers.put("b3", mutations.of(mutations.b3()));
      if (i % 10 == 0) {
        headers.replaceAll((name, value) -> value.repeat(10_000 / Math.max(1, value.length())));
      }
      assertThat(all.passedOn(headers).values())
          .as("%s", headers)
          .allSatisfy(value -> assertThat(value).matches("[\\t -~]{1,8192}"));
    }
  }

  @Test
  void whatIsListedIsReadAndWrittenAndNothingElse() {
    Crossing b3 = Crossing.with("otel.propagators", "b3multi, baggage");
    assertThat(b3.extract(Map.of("traceparent", PARENT))).isNull();
    Map<String, String> sent = b3.passedOn(Map.of("b3", B3, "baggage", "a=1"));
    assertThat(sent)
        .containsEntry("x-b3-traceid", "80f198ee56343ba864fe8b2a57d3eff7")
        .containsEntry("x-b3-sampled", "1")
        .containsEntry("baggage", "a=1")
        .containsOnlyKeys("x-b3-traceid", "x-b3-spanid", "x-b3-sampled", "baggage");
    assertThat(Crossing.with("otel.propagators", "b3").passedOn(Map.of("x-b3-sampled", "0")))
        .hasEntrySatisfying("b3", value -> assertThat(value).matches("[0-9a-f]{32}-[0-9a-f]{16}-0"))
        .hasSize(1);
    Crossing none = Crossing.with("otel.propagators", "none");
    assertThat(none.propagation.incoming()).isEmpty();
    assertThat(none.passedOn(Map.of("traceparent", PARENT))).isEmpty();
    assertThat(b3.stderr() + none.stderr()).isEmpty();
  }

  @Test
  void whatIsListedLastWins() {
    Map<String, String> both = Map.of("traceparent", PARENT, "b3", B3);
    assertThat(Crossing.traceId(Crossing.with("otel.propagators", "tracecontext,b3").extract(both)))
        .startsWith("80f198ee");
    assertThat(Crossing.traceId(Crossing.with("otel.propagators", "b3,tracecontext").extract(both)))
        .isEqualTo(TRACE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jaeger,b3 | jaeger is none of tracecontext, baggage, xray, b3, b3multi, none | the others",
        "ottrace | ottrace is none of tracecontext, baggage, xray, b3, b3multi, none |"
            + " tracecontext,baggage,xray",
        "b3,none | none says the opposite of the others | the others",
      })
  void unknownNamesAreOneLine(String propagators, String complaint, String used) {
    Crossing crossing = Crossing.with("otel.propagators", propagators);
    assertThat(crossing.stderr().lines())
        .singleElement()
        .asString()
        .endsWith("otel.propagators=" + complaint + " (from test); using " + used);
    assertThat(crossing.passedOn(Map.of())).isNotEmpty();
  }

  @Test
  void idsBeginWithTheTimeWhereXRayWantsThat() {
    Crossing timed = Crossing.with("batchmon.trace.ids", "xray");
    long before = System.currentTimeMillis() / 1000;
    ActiveRun first = timed.request(Map.of());
    long after = System.currentTimeMillis() / 1000;
    assertThat(first.traceIdHigh() >>> 32).isBetween(before, after);
    assertThat((int) first.traceIdHigh())
        .isNotEqualTo((int) timed.request(Map.of("b3", "0")).traceIdHigh());
    assertThat(Crossing.traceId(timed.request(Map.of("traceparent", PARENT)))).isEqualTo(TRACE);
  }

  @Test
  void valuesThatDoNotFitTheNamesSayNothing() {
    assertThat(crossing.propagation.extract(new String[0])).isNull();
    assertThat(crossing.propagation.extract(new String[] {PARENT})).isNull();
  }
}
