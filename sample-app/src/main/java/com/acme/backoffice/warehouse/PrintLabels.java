package com.acme.backoffice.warehouse;

import java.util.concurrent.atomic.AtomicInteger;

/** Prints the labels of the parcels that leave. */
class PrintLabels implements Runnable {
  private final AtomicInteger printed = new AtomicInteger();

  @Override
  public void run() {
    printed.incrementAndGet();
  }
}
