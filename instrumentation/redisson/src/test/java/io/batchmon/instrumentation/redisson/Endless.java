package io.batchmon.instrumentation.redisson;

import java.io.Serializable;
import java.util.concurrent.CountDownLatch;

/** A task that goes on until it is interrupted. */
public final class Endless implements Runnable, Serializable {
  private static final long serialVersionUID = 1;

  @Override
  public void run() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
