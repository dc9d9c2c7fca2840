package com.acme.backoffice.orders;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one mail per run. Its author did not think of an empty queue. */
class MailQueue implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(MailQueue.class);

  private final Deque<String> waiting =
      new ArrayDeque<>(List.of("Order 1001 received", "Order 1002 received", "Order 1001 sent"));

  @Override
  public void run() {
    LOG.debug("Mail sent: {}", waiting.removeFirst());
  }
}
