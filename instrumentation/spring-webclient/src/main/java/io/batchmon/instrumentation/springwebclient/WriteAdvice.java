package io.batchmon.instrumentation.springwebclient;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;

/** Called by the connector, in whichever thread, with the request that is about to be sent. */
public final class WriteAdvice {
  private WriteAdvice() {}

  public static void enter(ClientRequest request, ClientHttpRequest sent) {
    Object call = JobRuns.noted(request);
    if (!(call instanceof OpenRun)) {
      return;
    }
    HttpHeaders own = request.headers();
    HttpHeaders headers = sent.getHeaders();
    String[] outgoing = JobRuns.outgoingHeaders((OpenRun) call);
    for (int i = 0; i < outgoing.length; i += 2) {
      if (own.getFirst(outgoing[i]) == null && headers.getFirst(outgoing[i]) == null) {
        headers.set(outgoing[i], outgoing[i + 1]);
      }
    }
  }
}
