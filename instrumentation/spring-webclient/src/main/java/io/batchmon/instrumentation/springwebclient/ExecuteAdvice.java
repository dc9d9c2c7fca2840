package io.batchmon.instrumentation.springwebclient;

import io.batchmon.job.HttpCalls;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/** Called around a request of RestTemplate or RestClient over a client without hooks of its own. */
public final class ExecuteAdvice {
  private ExecuteAdvice() {}

  public static @Nullable OpenRun enter(HttpRequest request, HttpHeaders headers) {
    if (JobRuns.current() == null) {
      return null;
    }
    OpenRun call = HttpCalls.begin(request.getMethod().name(), request.getURI().toString());
    if (call != null) {
      String[] outgoing = JobRuns.outgoingHeaders(call);
      for (int i = 0; i + 1 < outgoing.length; i += 2) {
        if (headers.getFirst(outgoing[i]) == null) {
          headers.set(outgoing[i], outgoing[i + 1]);
        }
      }
    }
    return call;
  }

  public static void exit(
      OpenRun call,
      HttpRequest request,
      HttpHeaders headers,
      @Nullable ClientHttpResponse response,
      @Nullable Throwable thrown)
      throws IOException {
    HttpCalls.end(call, response == null ? 0 : response.getStatusCode().value(), 0, thrown);
  }
}
