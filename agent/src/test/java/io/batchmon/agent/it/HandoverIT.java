package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a main() hands to threads of every kind is one trace, under the shipped jar. */
class HandoverIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void callsFromThreadsOfEveryKindAreInTheRunThatCausedThem(Jdk jdk) {
    String[] preview = jdk.version() >= 21 ? new String[] {"--enable-preview"} : new String[0];
    Ended without = ForkedJvm.on(jdk).option(preview).main("HandedOver").run();
    Ended with =
        receivers
            .jvm(jdk)
            .option(preview)
            .env("BATCHMON_MAIN", "true")
            .env("BATCHMON_ENTRYPOINTS", "HandedOver$Bank#call")
            .main("HandedOver")
            .run();

    int calls = jdk.version() >= 21 ? 16 : 11;
    assertThat(with.out()).isEqualTo(without.out()).isEqualTo(String.format("%d calls%n", calls));
    assertThat(with.err()).isEqualTo(without.err()).isEmpty();
    assertThat(with.exitCode()).isZero();

    ReceivedSpan main = receivers.spanOf("HandedOver");
    assertThat(main.statusCode()).isEqualTo("UNSET");
    List<ReceivedSpan> spans = receivers.spansOf("Bank.call");
    assertThat(spans)
        .hasSize(calls)
        .allSatisfy(
            call -> {
              assertThat(call.statusCode()).isEqualTo("UNSET");
              assertThat(call.attributes()).containsEntry("batch.job.outcome", "succeeded");
              assertThat(call.traceId()).isEqualTo(main.traceId());
              assertThat(call.parentSpanId()).isEqualTo(main.spanId());
            });
  }
}
