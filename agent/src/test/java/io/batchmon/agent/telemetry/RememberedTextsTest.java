package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RememberedTextsTest {
  private final List<String> asked = new ArrayList<>();
  private final RememberedTexts texts =
      new RememberedTexts(
          text -> {
            asked.add(text);
            return "<" + text + ">";
          });

  @Test
  void shortTextIsAskedForOnce() {
    assertThat(texts.apply("nightly")).isEqualTo("<nightly>");
    assertThat(texts.apply(new String("nightly".toCharArray()))).isEqualTo("<nightly>");
    assertThat(asked).containsExactly("nightly");
  }

  @Test
  void longTextIsAskedForEachTime() {
    String trace = "x".repeat(65);
    texts.apply(trace);
    texts.apply(trace);
    assertThat(asked).containsExactly(trace, trace);
  }

  @Test
  void textsOfOnePlaceDoNotAnswerForEachOther() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 2000; i++) {
        assertThat(texts.apply("job " + i)).isEqualTo("<job " + i + ">");
      }
      // "Aa" and "BB" have the same hash
      assertThat(texts.apply("Aa")).isEqualTo("<Aa>");
      assertThat(texts.apply("BB")).isEqualTo("<BB>");
      assertThat(texts.apply("")).isEqualTo("<>");
    }
  }
}
