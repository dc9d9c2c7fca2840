package io.batchmon.instrumentation.apachehttpclient5;

import io.batchmon.job.HttpCalls;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Called around the start of connecting and sending: the first time in the application's thread,
 * for a redirect or a retry in one of the client's. As the callback of the chain it sees the answer
 * before the chain does.
 */
public final class SendAsyncAdvice implements AsyncExecCallback {
  private final OpenRun call;
  private final HttpRequest request;
  private final AsyncExecCallback callback;

  private SendAsyncAdvice(OpenRun call, HttpRequest request, AsyncExecCallback callback) {
    this.call = call;
    this.request = request;
    this.callback = callback;
  }

  public static @Nullable SendAsyncAdvice enter(
      Object exec,
      HttpRequest request,
      @Nullable Object producer,
      AsyncExecChain.Scope scope,
      Object chain,
      AsyncExecCallback callback) {
    OpenRun around = JobRuns.current();
    Object attached = null;
    if (around == null) {
      OpenRun[] before = (OpenRun[]) JobRuns.noted(scope.cancellableDependency);
      if (before == null) {
        return null;
      }
      around = before[0];
      attached = JobRuns.attach(around);
    }
    String path = request.getRequestUri();
    OpenRun call =
        HttpCalls.begin(
            request.getMethod(),
            path.startsWith("/") ? scope.route.getTargetHost().toURI() + path : path);
    JobRuns.restore(attached);
    if (call == null) {
      return null;
    }
    JobRuns.note(scope.cancellableDependency, new OpenRun[] {around, call});
    String[] headers = JobRuns.outgoingHeaders(call);
    for (int i = 0; i + 1 < headers.length; i += 2) {
      if (!request.containsHeader(headers[i])) {
        request.setHeader(headers[i], headers[i + 1]);
      }
    }
    return new SendAsyncAdvice(call, request, callback);
  }

  public static void exit(
      SendAsyncAdvice sent,
      Object exec,
      HttpRequest request,
      @Nullable Object producer,
      AsyncExecChain.Scope scope,
      Object chain,
      AsyncExecCallback callback,
      @Nullable Throwable thrown) {
    if (thrown == null) {
      sent.call.leave();
    } else {
      HttpCalls.end(sent.call, 0, 0, thrown);
    }
  }

  @Override
  public AsyncDataConsumer handleResponse(HttpResponse response, @Nullable EntityDetails entity)
      throws HttpException, IOException {
    HttpCalls.end(call, response.getCode(), 0, null);
    // why: the chain may send the same request again
    String[] headers = JobRuns.outgoingHeaders(call);
    for (int i = 0; i + 1 < headers.length; i += 2) {
      Header there = request.getFirstHeader(headers[i]);
      if (there != null && headers[i + 1].equals(there.getValue())) {
        request.removeHeaders(headers[i]);
      }
    }
    return callback.handleResponse(response, entity);
  }

  @Override
  public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
    callback.handleInformationResponse(response);
  }

  @Override
  public void completed() {
    callback.completed();
  }

  @Override
  public void failed(Exception cause) {
    // why: its subclasses are time-outs; this very class is how the client says cancelled
    if (cause.getClass() == InterruptedIOException.class) {
      JobRuns.end(call, RunResult.stopped("cancelled"));
    } else {
      HttpCalls.end(call, 0, 0, cause);
    }
    callback.failed(cause);
  }
}
