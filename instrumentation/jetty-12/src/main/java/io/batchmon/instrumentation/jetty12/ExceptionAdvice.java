package io.batchmon.instrumentation.jetty12;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobRuns;

/** An exception has reached the server, which answers with an error page next. */
public final class ExceptionAdvice {
  private ExceptionAdvice() {}

  public static void enter(Object channel, Throwable failure) {
    HttpRequests.known(JobRuns.current(), null, failure);
  }
}
