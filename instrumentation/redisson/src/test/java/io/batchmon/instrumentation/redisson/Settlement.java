package io.batchmon.instrumentation.redisson;

import java.io.Serializable;

/** A task of the application. */
public final class Settlement implements Runnable, Serializable {
  private static final long serialVersionUID = 1;

  @Override
  public void run() {}
}
