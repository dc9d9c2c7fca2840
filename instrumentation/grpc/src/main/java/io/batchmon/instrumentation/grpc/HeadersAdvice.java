package io.batchmon.instrumentation.grpc;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/** The call is sent with a copy of the application's headers, which it may use for others too. */
public final class HeadersAdvice {
  private HeadersAdvice() {}

  public static @Nullable Metadata enter(Object call, Object observer, Metadata headers) {
    Object runs = JobRuns.noted(call);
    if (!(runs instanceof OpenRun[])) {
      return null;
    }
    String[] outgoing = JobRuns.outgoingHeaders(((OpenRun[]) runs)[0]);
    Metadata traced = null;
    for (int i = 0; i < outgoing.length; i += 2) {
      Metadata.Key<String> key = Metadata.Key.of(outgoing[i], Metadata.ASCII_STRING_MARSHALLER);
      if (!headers.containsKey(key)) {
        if (traced == null) {
          traced = new Metadata();
          traced.merge(headers);
        }
        traced.put(key, outgoing[i + 1]);
      }
    }
    return traced;
  }
}
