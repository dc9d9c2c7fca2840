package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import org.junit.jupiter.api.Test;

class AttributeKeysTest {
  @Test
  void keyIsMadeOnceAndBeyondTheBoundAnew() {
    assertThat(AttributeKeys.text("http.route")).isSameAs(AttributeKeys.text("http.route"));
    assertThat(AttributeKeys.number("a")).isSameAs(AttributeKeys.number("a"));
    assertThat(AttributeKeys.text("a")).isEqualTo(AttributeKey.stringKey("a"));
    assertThat(AttributeKeys.number("a")).isEqualTo(AttributeKey.longKey("a"));
    for (int i = 0; i < 2000; i++) {
      assertThat(AttributeKeys.text("n" + i)).isEqualTo(AttributeKey.stringKey("n" + i));
      assertThat(AttributeKeys.number("n" + i)).isEqualTo(AttributeKey.longKey("n" + i));
    }
    assertThat(AttributeKeys.text("n1999")).isNotSameAs(AttributeKeys.text("n1999"));
  }
}
