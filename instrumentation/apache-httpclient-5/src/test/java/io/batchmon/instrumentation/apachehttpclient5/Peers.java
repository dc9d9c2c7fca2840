package io.batchmon.instrumentation.apachehttpclient5;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;

/** What both kinds of client are tested with: a job around the calls, and what a call is. */
final class Peers {
  private final RecordedRuns runs;

  Peers(RecordedRuns runs) {
    this.runs = runs;
  }

  interface Body {
    void run() throws Exception;
  }

  void inJob(Body body) throws Exception {
    OpenRun job = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "nightly")));
    try {
      body.run();
    } finally {
      JobRuns.end(job, RunResult.succeeded());
    }
  }

  RunAssert takeJob() {
    return runs.take().isJob("test", null, "nightly").succeeded();
  }

  RunAssert takeCall(String method) {
    return runs.take().is(RunKind.CALL, "http", null, method);
  }

  static void assertStatus(RunAssert call, long status) {
    RunResult result = call.result();
    for (int i = 0; i < result.attributeCount(); i++) {
      if (result.attributeName(i).equals("http.response.status_code")) {
        assertThat(result.attributeValue(i)).isEqualTo(status);
        return;
      }
    }
    throw new AssertionError("no status: " + result);
  }

  // why: a test class that says so itself is verified, and so loads that client, before it is woven
  static CloseableHttpClient minimal() {
    return HttpClients.createMinimal();
  }

  /** Where nobody listens. */
  static URI refused() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + free.getLocalPort() + "/");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
