package com.acme.backoffice.orders;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Reads the supplier's prices, one of which is "n/a" every other time. Spring logs the exception
 * and goes on.
 */
@Component
public class PriceFeed {
  private final Iterator<String> milk =
      Stream.iterate(0, i -> i + 1).map(PriceFeed::milk).iterator();

  private static String milk(int run) {
    return run % 2 == 0 ? "1.19" : "n/a";
  }

  @Scheduled(initialDelayString = "${price-feed.first}", fixedRateString = "${price-feed.every}")
  public synchronized void refreshPrices() {
    for (String price : List.of("2.49", "0.99", milk.next())) {
      if (new BigDecimal(price).signum() <= 0) {
        throw new IllegalStateException("A price of " + price);
      }
    }
  }
}
