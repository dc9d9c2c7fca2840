package io.batchmon.instrumentation.jetty;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** A response loses all its headers, as before an error page; the trace id is said again. */
public final class ResetAdvice {
  private ResetAdvice() {}

  public static void exit(Response response, @Nullable Throwable thrown) {
    OpenRun run = HttpRequests.traceHeader() == null ? null : JobRuns.current();
    if (run != null && run.kind() == RunKind.REQUEST && !response.isCommitted()) {
      String traceId = HttpRequests.traceIdFor(run);
      if (traceId != null) {
        response.setHeader(HttpRequests.traceHeader(), traceId);
      }
    }
  }
}
