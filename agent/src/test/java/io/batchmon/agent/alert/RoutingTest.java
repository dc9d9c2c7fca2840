package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.alert.AlertChannel.Role;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {
  @ParameterizedTest
  @CsvSource({
    // role, reason, severity, was paged, an engine takes it, expected
    "CHAT, FIRST_FAILURE, ERROR, false, false, true",
    "CHAT, AGGREGATED, ERROR, false, false, true",
    "CHAT, ESCALATED, CRITICAL, true, false, true",
    "CHAT, REMINDER, WARNING, false, false, true",
    "CHAT, RECOVERED, ERROR, true, false, true",
    "CHAT, FIRST_FAILURE, CRITICAL, false, true, false",
    "CHAT, RECOVERED, ERROR, true, true, false",
    "PAGER, FIRST_FAILURE, ERROR, false, false, false",
    "PAGER, FIRST_FAILURE, CRITICAL, false, false, true",
    "PAGER, AGGREGATED, ERROR, true, false, false",
    "PAGER, ESCALATED, CRITICAL, false, false, true",
    "PAGER, ESCALATED, ERROR, false, false, true",
    "PAGER, REMINDER, ERROR, true, false, false",
    "PAGER, RECOVERED, ERROR, true, false, true",
    "PAGER, RECOVERED, CRITICAL, false, false, false",
    "PAGER, ESCALATED, CRITICAL, true, true, false",
    "CHAT, DIGEST, INFO, false, true, true",
    "CHAT, NOTICE, INFO, false, true, true",
    "PAGER, DIGEST, INFO, true, false, false",
    "ENGINE, DIGEST, INFO, false, true, false",
    "ENGINE, NOTICE, INFO, false, true, false",
    "ENGINE, FIRST_FAILURE, INFO, false, true, true",
    "ENGINE, RECOVERED, ERROR, true, true, true",
    "ENGINE, FIRST_FAILURE, CRITICAL, false, false, false",
    "ENGINE, DIGEST, INFO, false, true, false",
    "CHAT, DIGEST, INFO, false, true, true",
    "CHAT, NOTICE, INFO, false, true, true"
  })
  void roleSaysWhoIsTold(
      Role role, Reason reason, Severity severity, boolean paged, boolean engine, boolean told) {
    assertThat(Routing.isFor(role, reason, severity, paged, engine)).isEqualTo(told);
  }

  /** From what a full queue drops first to what it keeps for longest. */
  @Test
  void firstOccurrencesAreWorthMoreThanRepeats() {
    List<Integer> worths =
        List.of(
            Routing.worth(Reason.REMINDER, true),
            Routing.worth(Reason.ESCALATED, true),
            Routing.worth(Reason.RECOVERED, false),
            Routing.worth(Reason.FIRST_FAILURE, false),
            Routing.worth(Reason.RECOVERED, true));
    assertThat(worths).isEqualTo(IntStream.range(0, 5).boxed().toList());
    assertThat(Routing.worth(Reason.AGGREGATED, true)).isZero();
  }
}
