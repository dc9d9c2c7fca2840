package io.batchmon.agent.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.run.RemoteParent;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.contrib.awsxray.propagator.AwsXrayPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Random and mutated headers mean the same to OpenTelemetry's propagators. */
class OracleTest {
  private static final int TRIALS = 20_000;
  private static final String NAME = "[a-z0-9][a-z0-9_*/-]";
  private static final Pattern STATE =
      Pattern.compile(
          "("
              + NAME
              + "{0,255}|"
              + NAME
              + "{0,240}@[a-z][a-z0-9_*/-]{0,13})"
              + "=[ -+\\--<>-~]{0,255}[!-+\\--<>-~]");
  private static final String TOKEN = "[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*";
  private static final String VALUE = "[ \t]*[!#-+\\--:<-\\[\\]-~]*[ \t]*";
  private static final Pattern BAGGAGE =
      Pattern.compile(TOKEN + "=" + VALUE + "(;" + TOKEN + "(=" + VALUE + ")?)*");

  // why: it prints what it cannot read
  private static final Logger THEIR_LOGGER = Logger.getLogger("io.opentelemetry.api.baggage");

  static {
    THEIR_LOGGER.setLevel(Level.OFF);
  }

  private static final TextMapGetter<Map<String, String>> GETTER =
      new TextMapGetter<>() {
        @Override
        public String get(Map<String, String> carrier, String key) {
          return carrier.get(key.toLowerCase(Locale.ROOT));
        }
      };

  private static SpanContext theirs(TextMapPropagator propagator, Map<String, String> headers) {
    return Span.fromContext(propagator.extract(Context.root(), headers, GETTER)).getSpanContext();
  }

  /** The essence of what was understood; a decision that is not there counts as no. */
  private static String essence(RemoteParent ours) {
    if (ours == null || !ours.hasTrace() || ours.spanId() == 0) {
      return "nothing";
    }
    return Crossing.traceId(ours)
        + "-"
        + Crossing.hex(ours.spanId())
        + (Boolean.TRUE.equals(ours.sampled()) ? " sampled" : "")
        + (ours.hasRandomId() ? " random" : "");
  }

  private static String essence(SpanContext theirs) {
    if (!theirs.isValid()) {
      return "nothing";
    }
    return theirs.getTraceId()
        + "-"
        + theirs.getSpanId()
        + (theirs.isSampled() ? " sampled" : "")
        + (theirs.getTraceFlags().isTraceIdRandom() ? " random" : "");
  }

  @Test
  void traceparent() {
    Mutations mutations = new Mutations(1);
    Crossing ours = Crossing.with("otel.propagators", "tracecontext");
    int understood = 0;
    for (int i = 0; i < TRIALS; i++) {
      Map<String, String> headers = Map.of("traceparent", mutations.of(mutations.traceparent()));
      String essence = essence(theirs(W3CTraceContextPropagator.getInstance(), headers));
      assertThat(essence(ours.extract(headers))).as("%s", headers).isEqualTo(essence);
      understood += essence.equals("nothing") ? 0 : 1;
    }
    assertThat(understood).isBetween(TRIALS / 10, TRIALS * 9 / 10);
  }

  @Test
  void tracestate() {
    Mutations mutations = new Mutations(2);
    Crossing ours = Crossing.with("otel.propagators", "tracecontext");
    String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    int understood = 0;
    for (int i = 0; i < TRIALS; i++) {
      String state = mutations.of(mutations.tracestate());
      Map<String, String> headers = Map.of("traceparent", parent, "tracestate", state);
      SpanContext theirs = theirs(W3CTraceContextPropagator.getInstance(), headers);
      String passedOn = ours.extract(headers).traceState();
      Map<String, String> understoodByThem =
          isStateOfW3c(state) ? theirs.getTraceState().asMap() : Map.of();
      TraceState again =
          passedOn == null
              ? TraceState.getDefault()
              : theirs(
                      W3CTraceContextPropagator.getInstance(),
                      Map.of("traceparent", parent, "tracestate", passedOn))
                  .getTraceState();
      assertThat(again.asMap()).as("%s", state).isEqualTo(understoodByThem);
      understood += understoodByThem.isEmpty() ? 0 : 1;
    }
    assertThat(understood).isBetween(TRIALS / 10, TRIALS * 9 / 10);
  }

  // why: OpenTelemetry also lets pass what W3C's grammar does not have
  private static boolean isStateOfW3c(String state) {
    Set<String> keys = new HashSet<>();
    for (String member : state.split(",", -1)) {
      String trimmed = member.replaceAll("^[ \t]+|[ \t]+$", "");
      if (!trimmed.isEmpty()
          && (!STATE.matcher(trimmed).matches()
              || !keys.add(trimmed.substring(0, trimmed.indexOf('='))))) {
        return false;
      }
    }
    return keys.size() <= 32;
  }

  @Test
  void baggage() {
    Mutations mutations = new Mutations(3);
    Crossing ours = Crossing.with("otel.propagators", "baggage");
    int understood = 0;
    for (int i = 0; i < TRIALS; i++) {
      String baggage = mutations.of(mutations.baggage());
      RemoteParent parent = ours.extract(Map.of("baggage", baggage));
      String passedOn = parent == null ? "" : parent.baggage();
      Map<String, String> theirs = entries(ofW3c(baggage));
      assertThat(entries(passedOn)).as("%s", baggage).isEqualTo(theirs);
      understood += theirs.size() == baggage.split(",", -1).length ? 1 : 0;
    }
    assertThat(understood).isBetween(TRIALS / 10, TRIALS * 9 / 10);
  }

  // why: OpenTelemetry also takes properties that have no name
  private static String ofW3c(String baggage) {
    return Arrays.stream(baggage.split(",", -1))
        .filter(member -> BAGGAGE.matcher(member).matches())
        .collect(Collectors.joining(","));
  }

  private static Map<String, String> entries(String baggage) {
    Map<String, String> entries = new TreeMap<>();
    io.opentelemetry.api.baggage.Baggage.fromContext(
            W3CBaggagePropagator.getInstance()
                .extract(Context.root(), Map.of("baggage", baggage), GETTER))
        .forEach(
            (key, entry) ->
                entries.put(key, entry.getValue() + ";" + entry.getMetadata().getValue()));
    return entries;
  }

  @Test
  void xray() {
    Mutations mutations = new Mutations(4);
    Crossing ours = Crossing.with("otel.propagators", "xray");
    int understood = 0;
    for (int i = 0; i < TRIALS; i++) {
      Map<String, String> headers = Map.of("x-amzn-trace-id", mutations.of(mutations.xray()));
      Map<String, String> readable =
          Map.of("x-amzn-trace-id", readable(headers.get("x-amzn-trace-id")));
      String essence = essence(theirs(AwsXrayPropagator.getInstance(), readable));
      assertThat(essence(ours.extract(headers))).as("%s", headers).isEqualTo(essence);
      understood += essence.equals("nothing") ? 0 : 1;
    }
    assertThat(understood).isBetween(TRIALS / 10, TRIALS * 9 / 10);
  }

  // why: one part that cannot be read makes OpenTelemetry ignore the whole header, as does a
  // decision that is left to us ("Sampled=?"); AWS' own SDK reads the rest. Of too many digits it
  // takes the first, and too few are an exception; line feeds are blanks to it.
  private static String readable(String header) {
    return Arrays.stream(header.split(";", -1))
        .map(part -> part.replaceAll("^[ \t]+|[ \t]+$", ""))
        .filter(part -> part.matches("(?s)(Root|Parent)=.*|Sampled=[01]"))
        .map(
            part -> part.equals(part.trim()) ? part : part.substring(0, part.indexOf('=')) + "=bad")
        .map(part -> part.matches("(?s)Root=1-[^-]{0,8}-(.{0,23}|.{25,})") ? "Root=bad" : part)
        .collect(Collectors.joining(";"));
  }

  @Test
  void b3() {
    Mutations mutations = new Mutations(5);
    Crossing ours = Crossing.with("otel.propagators", "b3");
    int understood = 0;
    for (int i = 0; i < TRIALS; i++) {
      Map<String, String> headers = new HashMap<>();
      Random random = mutations.random();
      if (random.nextInt(3) > 0) {
        headers.put("b3", mutations.of(mutations.b3()));
      }
      if (random.nextInt(3) > 0) {
        headers.put("x-b3-traceid", mutations.of(mutations.hex(random.nextBoolean() ? 32 : 16)));
        headers.put("x-b3-spanid", mutations.of(mutations.hex(16)));
        headers.put("x-b3-sampled", mutations.one("0", "1", "true", "false", "d", "2", ""));
        headers.put("x-b3-flags", mutations.one("0", "1", "", "x"));
      }
      String essence = essence(theirs(B3Propagator.injectingSingleHeader(), headers));
      assertThat(essence(ours.extract(headers))).as("%s", headers).isEqualTo(essence);
      understood += essence.equals("nothing") ? 0 : 1;
    }
    assertThat(understood).isBetween(TRIALS / 10, TRIALS * 9 / 10);
  }
}
