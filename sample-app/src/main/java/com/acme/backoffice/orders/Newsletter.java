package com.acme.backoffice.orders;

import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

/** Sends the newsletter; whoever calls does not wait for it, and does not hear of a failure. */
@Component
public class Newsletter {
  @Async
  public void send(String address) {
    if (address.indexOf('@') < 0) {
      throw new IllegalArgumentException("No address: " + address);
    }
  }
}
