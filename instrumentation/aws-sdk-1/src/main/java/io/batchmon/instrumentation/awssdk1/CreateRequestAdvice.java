package io.batchmon.instrumentation.awssdk1;

import com.amazonaws.Request;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import java.util.Map;

/** Called for each attempt after it was signed; what is added does not survive to the next one. */
public final class CreateRequestAdvice {
  private CreateRequestAdvice() {}

  public static void enter(Object factory, Request<?> request) {
    OpenRun call = JobRuns.current();
    if (call == null || call.kind() != RunKind.CALL) {
      return;
    }
    String[] headers = JobRuns.outgoingHeaders(call);
    for (int i = 0; i < headers.length; i += 2) {
      if (!has(request.getHeaders(), headers[i])) {
        request.addHeader(headers[i], headers[i + 1]);
      }
    }
  }

  // why: old versions keep them in a map that tells cases apart
  private static boolean has(Map<String, String> headers, String name) {
    for (String there : headers.keySet()) {
      if (there.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }
}
