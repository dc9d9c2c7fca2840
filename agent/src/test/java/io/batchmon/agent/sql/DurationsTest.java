package io.batchmon.agent.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Sums are exact, percentiles right to an eighth. */
class DurationsTest {
  @Test
  void percentileIsNearTheExactOne() {
    Random random = new Random(5);
    Durations durations = new Durations();
    long[] all = new long[10_000];
    long sum = 0;
    for (int i = 0; i < all.length; i++) {
      all[i] = (long) Math.exp(8 + random.nextDouble() * 15);
      sum += all[i];
      durations.add(all[i]);
    }
    Arrays.sort(all);
    long exact = all[(int) Math.ceil(all.length * 0.95) - 1];

    assertThat(durations.count()).isEqualTo(all.length);
    assertThat(durations.totalNanos()).isEqualTo(sum);
    assertThat(durations.slowestNanos()).isEqualTo(all[all.length - 1]);
    assertThat(durations.nanosOf(0.95)).isCloseTo(exact, within(exact / 8));
  }

  @Test
  void oneAloneIsItsOwnPercentileAtMost() {
    Durations durations = new Durations();
    assertThat(durations.nanosOf(0.95)).isZero();
    durations.add(3_000_000);
    assertThat(durations.nanosOf(0.95)).isBetween(2_600_000L, 3_000_000L);
    durations.add(0);
    durations.add(-1);
    durations.add(Long.MAX_VALUE);
    assertThat(durations.count()).isEqualTo(4);
  }

  @Test
  void eachIsToldOnce() {
    Durations durations = new Durations();
    AtomicInteger told = new AtomicInteger();
    durations.add(1_000_000);
    durations.add(1_000_001);
    durations.readNew((seconds, times) -> told.addAndGet(times));
    assertThat(told).hasValue(2);
    durations.add(5_000);
    durations.readNew(
        (seconds, times) -> {
          assertThat(seconds).isCloseTo(5e-6, within(1e-6));
          told.addAndGet(times);
        });
    durations.readNew((seconds, times) -> told.addAndGet(times));
    assertThat(told).hasValue(3);
  }
}
