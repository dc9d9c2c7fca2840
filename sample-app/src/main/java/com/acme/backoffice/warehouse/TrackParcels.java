package com.acme.backoffice.warehouse;

import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.TimerTask;

/**
 * Asks the carrier where the parcels are. The third answer has a date that nobody expected: the
 * exception kills the timer's thread, and with it every other task of that timer.
 */
class TrackParcels extends TimerTask {
  private final Iterator<String> answers = List.of("2026-01-07", "2026-01-08", "soon").iterator();

  @Override
  public void run() {
    LocalDate.parse(answers.next());
  }
}
