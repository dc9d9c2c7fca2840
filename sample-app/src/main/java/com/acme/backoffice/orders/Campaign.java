package com.acme.backoffice.orders;

import java.util.Iterator;
import java.util.stream.Stream;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Has the newsletter sent. One address in three is none. */
@Component
public class Campaign {
  private final Newsletter newsletter;
  private final Iterator<Integer> runs = Stream.iterate(1, i -> i + 1).iterator();

  public Campaign(Newsletter newsletter) {
    this.newsletter = newsletter;
  }

  @Scheduled(initialDelayString = "${campaign.first}", fixedRateString = "${campaign.every}")
  public synchronized void sendNewsletter() {
    newsletter.send(runs.next() % 3 == 0 ? "reader at example.com" : "reader@example.com");
  }
}
