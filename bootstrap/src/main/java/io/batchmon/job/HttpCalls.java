package io.batchmon.job;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * How advice of HTTP clients tells of a call: what counts as one, and under which names. Only calls
 * made in a run are recorded, and each once, by the outermost client that sees it. No method
 * throws.
 */
public final class HttpCalls {
  /** Of the names of such calls. */
  public static final String SYSTEM = "http";

  private static final int FIRST_ERROR = 400;

  private HttpCalls() {}

  /**
   * A call begins in the calling thread.
   *
   * @param method such as GET
   * @param url as called; what may be secret in it is taken out before anybody sees it
   * @return null where nothing is to be recorded
   */
  public static @Nullable OpenRun begin(@Nullable String method, @Nullable String url) {
    OpenRun around = JobRuns.current();
    if (around == null || around.kind() == RunKind.CALL) {
      return null;
    }
    String verb = method == null ? "GET" : method;
    OpenRun call =
        JobRuns.begin(
            JobRun.builder(RunKind.CALL, JobName.of(SYSTEM, verb))
                .attribute("http.request.method", verb)
                .attribute("url.full", url)
                .build());
    return call == OpenRun.NONE ? null : call;
  }

  /**
   * The call is over.
   *
   * @param status what was answered; 0 where nothing was
   * @param resends how often it was sent again, for whatever reason
   * @param thrown what the client threw, or null; a CancellationException is no failure
   */
  public static void end(
      @Nullable OpenRun call, int status, int resends, @Nullable Throwable thrown) {
    if (call == null) {
      return;
    }
    RunResult result;
    if (thrown instanceof CancellationException) {
      result = RunResult.stopped("cancelled");
    } else if (thrown != null) {
      result = RunResult.failed(thrown);
    } else if (status >= FIRST_ERROR) {
      String code = String.valueOf(status);
      result = RunResult.failed("HTTP " + code, code);
    } else {
      result = RunResult.succeeded();
    }
    if (status > 0) {
      result = result.withAttribute("http.response.status_code", status);
    }
    if (resends > 0) {
      result = result.withAttribute("http.request.resend_count", resends);
    }
    JobRuns.end(call, result);
  }
}
