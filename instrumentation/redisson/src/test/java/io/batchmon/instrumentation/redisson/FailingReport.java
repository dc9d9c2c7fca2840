package io.batchmon.instrumentation.redisson;

import java.io.Serializable;

/** A task that fails. */
public final class FailingReport implements Runnable, Serializable {
  private static final long serialVersionUID = 1;

  @Override
  public void run() {
    throw new IllegalStateException("Bad file");
  }
}
