package com.acme.backoffice.orders;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NewsletterTest {
  @Test
  void addressWithoutAnAtIsNone() {
    Newsletter newsletter = new Newsletter();

    assertThatCode(() -> newsletter.send("reader@example.com")).doesNotThrowAnyException();
    assertThatThrownBy(() -> newsletter.send("reader at example.com"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
