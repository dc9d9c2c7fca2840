package io.batchmon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private final List<Variant> variants = List.of(Variant.NONE, Variant.BATCHMON, Variant.OTEL);
  private final List<String> faults = new ArrayList<>();
  private final PrintStream nowhere =
      new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
  private final Rounds rounds = new Rounds(variants, nowhere, faults);

  @Test
  void tableHasAColumnPerVariant() {
    Results<Double> results =
        new Results<>(
            Map.of(
                Variant.NONE, List.of(1.0, 2.0, 1.0),
                Variant.BATCHMON, List.of(1.5, 3.0, 1.4),
                Variant.OTEL, List.of(11.0, 20.0, 12.0)),
            List.of());
    Table table =
        new Table(variants)
            .row("CPU", results.ratio(Double::doubleValue, Units::seconds))
            .row("more", results.added(Double::doubleValue, Units::count))
            .row("range", results.spread(Double::doubleValue, Units::seconds));
    assertThat(table.markdown())
        .isEqualTo(
            """
            | | no agent | batchmon | OpenTelemetry |
            |---|---|---|---|
            | CPU | 1.00 s | 1.50x (1.50 s) | 11.00x (12.00 s) |
            | more | 1 | +1 | +11 |
            | range | 1.00 s to 2.00 s | 1.40 s to 3.00 s, 1.40x to 1.50x\
             | 11.00 s to 20.00 s, 10.00x to 12.00x |
            """);
  }

  @Test
  void roundsAreInterleavedAndTheFirstIsThrownAway() throws Exception {
    List<Variant> order = new ArrayList<>();
    Results<Integer> results =
        rounds.interleave(
            "test",
            1,
            2,
            variant -> {
              order.add(variant);
              return order.size();
            });
    assertThat(order)
        .containsExactly(
            Variant.NONE,
            Variant.BATCHMON,
            Variant.OTEL,
            Variant.BATCHMON,
            Variant.OTEL,
            Variant.NONE,
            Variant.OTEL,
            Variant.NONE,
            Variant.BATCHMON);
    assertThat(results.rounds().get(Variant.BATCHMON)).containsExactly(4, 9);
    assertThat(faults).isEmpty();
  }

  @Test
  void oneSilentRunMakesTheWholeVariantInvalid() throws Exception {
    List<Variant> seen = new ArrayList<>();
    Results<Integer> results =
        rounds.interleave(
            "test",
            0,
            3,
            variant -> {
              seen.add(variant);
              Received received =
                  variant == Variant.OTEL && seen.size() == 3
                      ? Received.NOTHING
                      : new Received(Map.of("steady.no-work", 1), 1, 0);
              TimedRuns.checkReceived(Program.STEADY, variant, received);
              return 1;
            });
    Table table = new Table(variants).row("CPU", results.ratio(Integer::doubleValue, Units::count));
    assertThat(table.markdown()).contains("| CPU | 1 | 1.00x (1) | INVALID |");
    assertThat(faults)
        .containsExactly("test, OpenTelemetry, round 0: a span for 0 of 1 jobs; received {}");
  }

  @Test
  void jobsWithoutMetricsOrWithGarbageAreNoReport() throws Exception {
    Map<String, Integer> span = Map.of("steady.no-work", 1);
    check(new Received(span, 1, 0));
    assertThatExceptionOfType(RunFailed.class)
        .isThrownBy(() -> check(new Received(span, 0, 0)))
        .withMessage("no metrics; received {steady.no-work=1}");
    assertThatExceptionOfType(RunFailed.class)
        .isThrownBy(() -> check(new Received(span, 1, 2)))
        .withMessage("2 requests were no OTLP");
  }

  private static void check(Received received) throws RunFailed {
    TimedRuns.checkReceived(Program.STEADY, Variant.BATCHMON, received);
  }

  @Test
  void whoHasNobodyToReportMayBeSilent() throws Exception {
    Results<Integer> results =
        new Rounds(List.of(Variant.NONE, Variant.TRANSFORMER), nowhere, faults)
            .interleave("test", 0, 1, ResultsTest::silent);
    assertThat(results.invalid()).isEmpty();
    assertThat(faults).isEmpty();
  }

  private static int silent(Variant variant) throws IOException, RunFailed {
    TimedRuns.checkReceived(Program.ONCE, variant, Received.NOTHING);
    return 1;
  }
}
