package io.batchmon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SeriesTest {
  @Test
  void medianIsTheMiddleWhateverTheOrder() {
    assertThat(Series.of(9, 1, 5).median()).isEqualTo(5);
    assertThat(Series.of(4, 1, 100, 2).median()).isEqualTo(3);
    assertThat(Series.of(7).median()).isEqualTo(7);
  }

  @Test
  void leastMostAndMean() {
    Series series = Series.of(3, 1, 2, 10);
    assertThat(series.min()).isEqualTo(1);
    assertThat(series.max()).isEqualTo(10);
    assertThat(series.mean()).isEqualTo(4);
  }

  @Test
  void eachRoundIsComparedWithTheSameRound() {
    // the machine was twice as slow in the second round: the ratio does not care
    Series base = Series.of(1, 2, 1);
    Series agent = Series.of(3, 6, 3);
    assertThat(agent.over(base).min()).isEqualTo(3);
    assertThat(agent.over(base).max()).isEqualTo(3);
    assertThat(agent.less(base).max()).isEqualTo(4);
  }

  @Test
  void roundsThatDoNotMatchAreNotCompared() {
    assertThatIllegalArgumentException().isThrownBy(() -> Series.of(1, 2).over(Series.of(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> Series.of());
  }
}
