package io.batchmon.instrumentation.tomcat;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobRuns;
import org.apache.catalina.connector.Response;
import org.apache.tomcat.util.http.MimeHeaders;

/** The application adds the header that says the trace id: its value alone is to be sent. */
public final class AddHeaderAdvice {
  private AddHeaderAdvice() {}

  public static void enter(Response response, String name, String value) {
    if (HttpRequests.isTraceHeader(name) && !response.isCommitted()) {
      MimeHeaders headers = response.getCoyoteResponse().getMimeHeaders();
      String there = headers.getHeader(name);
      if (there != null && there.equals(HttpRequests.traceIdFor(JobRuns.current()))) {
        headers.removeHeader(name);
      }
    }
  }
}
