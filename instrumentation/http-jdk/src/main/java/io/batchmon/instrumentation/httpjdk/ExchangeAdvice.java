package io.batchmon.instrumentation.httpjdk;

import io.batchmon.job.HttpCalls;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Called around the start of an exchange, in the thread of the caller. As a stage of the client's
 * own, before any that the application sees, it ends the call.
 */
public final class ExchangeAdvice implements BiConsumer<HttpResponse<?>, Throwable> {
  private final OpenRun call;

  private ExchangeAdvice(OpenRun call) {
    this.call = call;
  }

  public static @Nullable OpenRun enter(
      Object exchange, Object executor, HttpRequest request, @Nullable Object sent) {
    if (JobRuns.current() == null) {
      return null;
    }
    OpenRun call = HttpCalls.begin(request.method(), request.uri().toString());
    if (call != null && sent != null) {
      JobRuns.note(sent, JobRuns.outgoingHeaders(call));
    }
    return call;
  }

  public static @Nullable CompletableFuture<HttpResponse<?>> exit(
      OpenRun call,
      Object exchange,
      Object executor,
      HttpRequest request,
      @Nullable Object sent,
      @Nullable CompletableFuture<HttpResponse<?>> response,
      @Nullable Throwable thrown) {
    if (response == null) {
      HttpCalls.end(call, 0, 0, thrown);
      return response;
    }
    call.leave();
    return response.whenComplete(new ExchangeAdvice(call));
  }

  @Override
  public void accept(@Nullable HttpResponse<?> response, @Nullable Throwable failure) {
    if (response == null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      HttpCalls.end(call, 0, 0, cause == null ? failure : cause);
      return;
    }
    int resends = 0;
    for (HttpResponse<?> before = response.previousResponse().orElse(null);
        before != null;
        before = before.previousResponse().orElse(null)) {
      resends++;
    }
    HttpCalls.end(call, response.statusCode(), resends, null);
  }
}
