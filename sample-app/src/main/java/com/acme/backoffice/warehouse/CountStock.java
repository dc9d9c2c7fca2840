package com.acme.backoffice.warehouse;

import java.util.Map;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what is on the shelves. */
class CountStock extends TimerTask {
  private final Map<String, Integer> shelves = new ConcurrentHashMap<>();

  @Override
  public void run() {
    shelves.merge("coffee", 12, (before, delivered) -> (before + delivered) % 100);
  }
}
