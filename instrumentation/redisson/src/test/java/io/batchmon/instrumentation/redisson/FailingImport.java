package io.batchmon.instrumentation.redisson;

import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.Callable;

/** A task with a result, which fails. */
public final class FailingImport implements Callable<String>, Serializable {
  private static final long serialVersionUID = 1;

  @Override
  public String call() throws Exception {
    throw new IOException("No disk");
  }
}
