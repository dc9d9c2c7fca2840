package io.batchmon.instrumentation.redisson;

import java.io.Serializable;
import java.util.concurrent.Callable;

/** A task with a result. */
public final class Export implements Callable<String>, Serializable {
  private static final long serialVersionUID = 1;

  @Override
  public String call() {
    return "exported";
  }
}
