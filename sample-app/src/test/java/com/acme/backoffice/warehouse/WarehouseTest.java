package com.acme.backoffice.warehouse;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.format.DateTimeParseException;
import org.junit.jupiter.api.Test;

class WarehouseTest {
  @Test
  void thirdAnswerOfTheCarrierIsNoDate() {
    TrackParcels parcels = new TrackParcels();
    parcels.run();
    parcels.run();

    assertThatThrownBy(parcels::run).isInstanceOf(DateTimeParseException.class);
  }
}
