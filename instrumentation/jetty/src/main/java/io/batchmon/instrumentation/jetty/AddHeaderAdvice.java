package io.batchmon.instrumentation.jetty;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobRuns;
import org.eclipse.jetty.server.Response;

/** The application adds the header that says the trace id: its value alone is to be sent. */
public final class AddHeaderAdvice {
  private AddHeaderAdvice() {}

  public static void enter(Response response, String name, String value) {
    if (HttpRequests.isTraceHeader(name) && !response.isCommitted()) {
      String there = response.getHeader(name);
      if (there != null && there.equals(HttpRequests.traceIdFor(JobRuns.current()))) {
        response.setHeader(name, null);
      }
    }
  }
}
