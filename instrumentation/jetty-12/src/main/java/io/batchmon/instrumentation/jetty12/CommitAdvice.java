package io.batchmon.instrumentation.jetty12;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/**
 * The headers of a response are about to be sent: the one that says the trace id may have been
 * cleared, as before an error page, or stand beside one of the application's own.
 */
public final class CommitAdvice {
  private CommitAdvice() {}

  public static void enter(HttpFields.Mutable fields) {
    String header = HttpRequests.traceHeader();
    if (header == null) {
      return;
    }
    int lines = 0;
    for (HttpField field : fields) {
      if (header.equalsIgnoreCase(field.getName())) {
        lines++;
      }
    }
    OpenRun run = lines == 1 ? null : JobRuns.current();
    if (run == null || run.kind() != RunKind.REQUEST) {
      return;
    }
    String traceId = HttpRequests.traceIdFor(run);
    if (traceId == null) {
      return;
    }
    if (lines == 0) {
      fields.put(header, traceId);
      return;
    }
    List<String> values = fields.getValuesList(header);
    fields.remove(header);
    for (String value : values) {
      if (!value.equals(traceId)) {
        fields.add(header, value);
      }
    }
  }
}
