package com.acme.backoffice.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarginsTest {
  @Test
  void everyOtherTimeThereAreNoSales() {
    Margins margins = new Margins();
    margins.execute();
    assertThat(margins.margin()).isEqualTo(5);

    assertThatThrownBy(margins::execute).isInstanceOf(ArithmeticException.class);
  }
}
