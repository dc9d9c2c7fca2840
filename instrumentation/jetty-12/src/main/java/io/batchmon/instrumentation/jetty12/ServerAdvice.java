package io.batchmon.instrumentation.jetty12;

import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Around the server's handling of a request. An instance stands before the callback of the request,
 * which is told, in whichever thread, when the request is complete.
 */
public final class ServerAdvice implements Callback {
  private static final int FIRST_ERROR = 400;
  private static final int NOT_FOUND = 404;

  private final OpenRun run;
  private final Request request;
  private final Response response;
  private final Callback callback;

  private ServerAdvice(OpenRun run, Request request, Response response, Callback callback) {
    this.run = run;
    this.request = request;
    this.response = response;
    this.callback = callback;
  }

  @Override
  public void succeeded() {
    end(this, null);
    callback.succeeded();
  }

  @Override
  public void failed(Throwable failure) {
    end(this, failure);
    callback.failed(failure);
  }

  @Override
  public InvocationType getInvocationType() {
    return callback.getInvocationType();
  }

  private static void end(ServerAdvice begun, @Nullable Throwable failure) {
    int status = begun.response.getStatus();
    // why: after an error, the attribute may say what served the error page
    Object pattern =
        failure == null && status < FIRST_ERROR
            ? begun.request.getAttribute(HttpRequests.springPattern())
            : null;
    String route =
        pattern == null
            ? null
            : HttpRequests.pattern(begun.run, pattern, Request.getContextPath(begun.request));
    HttpRequests.end(begun.run, status, route, failure);
  }

  public static @Nullable ServerAdvice enter(
      Server server, Request request, Response response, Callback callback) {
    HttpFields headers = request.getHeaders();
    OpenRun run =
        HttpRequests.begin(
            request.getMethod(),
            request.getHttpURI().getScheme(),
            request.getHttpURI().getPath(),
            Request.getServerName(request),
            Request.getServerPort(request),
            headers(headers),
            headers.get(HttpRequests.TRACE_ID),
            headers.get(HttpRequests.REQUEST_ID));
    if (run == null) {
      return null;
    }
    String traceId = HttpRequests.traceIdFor(run);
    if (traceId != null) {
      response.getHeaders().put(HttpRequests.traceHeader(), traceId);
    }
    return new ServerAdvice(run, request, response, callback);
  }

  public static void exit(
      ServerAdvice begun,
      Server server,
      Request request,
      Response response,
      Callback callback,
      boolean handled,
      @Nullable Throwable thrown) {
    if (thrown != null) {
      HttpRequests.end(begun.run, 0, null, thrown);
    } else if (!handled) {
      HttpRequests.end(begun.run, NOT_FOUND, null, null);
    } else {
      begun.run.leave();
    }
  }

  private static @Nullable String @Nullable [] headers(HttpFields headers) {
    String[] names = JobRuns.incomingHeaders();
    String[] values = null;
    for (int i = 0; i < names.length; i++) {
      String first = headers.get(names[i]);
      if (first != null) {
        if (values == null) {
          values = new String[names.length];
        }
        values[i] = HttpRequests.header(names[i], first, headers.getValues(names[i]));
      }
    }
    return values;
  }
}
