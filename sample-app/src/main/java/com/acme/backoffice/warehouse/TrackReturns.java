package com.acme.backoffice.warehouse;

import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the returns; does nothing wrong, but shares its timer with {@link TrackParcels}. */
class TrackReturns extends TimerTask {
  private final AtomicInteger returns = new AtomicInteger();

  @Override
  public void run() {
    returns.incrementAndGet();
  }
}
