package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls whose answer nobody reads, and who ends them. */
class UrlCallsTest {
  private final List<String> ended = new ArrayList<>();
  private final Open job = new Open(RunKind.JOB, "job");

  @BeforeEach
  void listen() {
    JobRuns.listen(new Recording());
  }

  @AfterEach
  void stop() {
    JobRuns.end(job, RunResult.succeeded());
    JobRuns.listen(null);
  }

  private final class Open implements OpenRun {
    private final RunKind kind;
    private final String name;

    Open(RunKind kind, String name) {
      this.kind = kind;
      this.name = name;
    }

    @Override
    public void end(RunResult result) {
      ended.add(name + ' ' + result);
    }

    @Override
    public void leave() {}

    @Override
    public boolean stopRequested() {
      return false;
    }

    @Override
    public RunKind kind() {
      return kind;
    }
  }

  private final class Recording implements RunListener {
    @Override
    public OpenRun started(JobRun run, @Nullable Object owner, @Nullable OpenRun parent) {
      return new Open(run.kind(), run.name().name());
    }

    @Override
    public @Nullable OpenRun open(Object owner, boolean inAnyThread) {
      return null;
    }

    @Override
    public OpenRun current() {
      return job;
    }

    @Override
    public void stopRequested(
        @Nullable JobName name, @Nullable String instanceId, boolean requested) {}

    @Override
    public void missed(JobName name, long scheduledMillis, String reason) {}

    @Override
    public void adviceFailed(String hook, Throwable failure) {
      throw new AssertionError(hook, failure);
    }
  }

  /** A connection that is never used. */
  private static final class Unused extends HttpURLConnection {
    Unused(URL url) {
      super(url);
    }

    @Override
    public void connect() {}

    @Override
    public void disconnect() {}

    @Override
    public boolean usingProxy() {
      return false;
    }
  }

  private static HttpURLConnection connection() throws Exception {
    return new Unused(URI.create("http://localhost/").toURL());
  }

  @Test
  void endOfTheRunAroundEndsItFirst() throws Exception {
    HttpURLConnection connection = connection();
    assertThat(UrlCalls.begin(connection, "GET")).isNotNull();
    JobRuns.end(new Open(RunKind.JOB, "another"), RunResult.succeeded());
    JobRuns.end(job, RunResult.succeeded());
    assertThat(ended)
        .containsExactly(
            "another SUCCEEDED", "GET STOPPED nobody has read the answer", "job SUCCEEDED");
    assertThat(UrlCalls.of(connection)).isNull();
  }

  @Test
  void connectionIsNotKeptAndItsCallEndsWithIt() throws Exception {
    assertThat(UrlCalls.begin(connection(), "PUT")).isNotNull();
    for (int i = 0; i < 50 && ended.isEmpty(); i++) {
      System.gc();
      HttpURLConnection next = connection();
      UrlCalls.begin(next, "GET");
      UrlCalls.disconnected(next);
      ended.removeIf(result -> result.startsWith("GET"));
    }
    assertThat(ended).containsExactly("PUT STOPPED nobody has read the answer");
  }

  @Test
  void callIsBegunOnceAndEndedOnce() throws Exception {
    HttpURLConnection connection = connection();
    OpenRun call = UrlCalls.begin(connection, "GET");
    assertThat(UrlCalls.begin(connection, "GET")).isNull();
    assertThat(UrlCalls.of(connection)).isSameAs(call);
    assertThat(UrlCalls.of(connection())).isNull();
    UrlCalls.disconnected(connection);
    UrlCalls.disconnected(connection);
    assertThat(ended).containsExactly("GET STOPPED disconnected before the answer was read");
  }
}
