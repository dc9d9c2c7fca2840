package io.batchmon.instrumentation.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.okhttp.EchoServer.Received;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each call of the real OkHttp becomes, at a real server. */
class OkHttpIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new OkHttpInstrumentation());

  private EchoServer server;
  private OkHttpClient client;

  @BeforeEach
  void start() throws IOException {
    server = new EchoServer();
    client = new OkHttpClient();
  }

  @AfterEach
  void stop() {
    server.close();
    client.dispatcher().executorService().shutdownNow();
    client.connectionPool().evictAll();
  }

  private static OpenRun begin(String name) {
    return JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("test", name)).byScheduler().build());
  }

  private static RunAssert end(OpenRun job) {
    JobRuns.end(job, RunResult.succeeded());
    return runs.take().succeeded();
  }

  private Request get(String path) {
    return new Request.Builder().url(server.url(path)).build();
  }

  private static int codeOf(Call call) throws IOException {
    Response response = call.execute();
    response.body().close();
    return response.code();
  }

  @Test
  void callOfARunIsAPartOfItAndTheServerIsToldWhich() throws Exception {
    OpenRun job = begin("nightly");
    assertThat(codeOf(client.newCall(get("/orders?day=1")))).isEqualTo(200);

    RunAssert call =
        runs.take()
            .is(RunKind.CALL, "http", null, "GET")
            .hasAttribute("http.request.method", "GET")
            .hasAttribute("url.full", server.url("/orders?day=1"))
            .isNamedBy(server.take().traceParent())
            .succeeded();
    assertThat(call.result().attributeName(0)).isEqualTo("http.response.status_code");
    assertThat(call.result().attributeValue(0)).isEqualTo(200L);
    assertThat(call.result().attributeCount()).isEqualTo(1);
    call.isInside(end(job));
  }

  @Test
  void outsideARunNothingHappens() throws Exception {
    assertThat(codeOf(client.newCall(get("/orders")))).isEqualTo(200);

    assertThat(server.take().traceParent()).isNull();
  }

  @Test
  void theApplicationSeesItsOwnRequest() throws Exception {
    OpenRun job = begin("nightly");
    Request request = get("/orders");
    List<Request> seen = new ArrayList<>();
    OkHttpClient own =
        client
            .newBuilder()
            .addInterceptor(
                chain -> {
                  seen.add(chain.request());
                  return chain.proceed(chain.request());
                })
            .build();
    Response response = own.newCall(request).execute();
    response.body().close();

    assertThat(response.request()).isSameAs(request);

    assertThat(seen).containsExactly(request);
    RunAssert call = runs.take().isNamedBy(server.take().traceParent()).succeeded();
    call.isInside(end(job));
  }

  @Test
  void headerOfTheApplicationStays() throws Exception {
    String its = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    OpenRun job = begin("nightly");
    codeOf(
        client.newCall(
            new Request.Builder().url(server.url("/orders")).header("traceparent", its).build()));

    assertThat(server.take().traceParent()).isEqualTo(its);
    runs.take().succeeded().isInside(end(job));
  }

  @Test
  void statusThatIsAnErrorIsAFailedCall() throws Exception {
    OpenRun job = begin("nightly");
    assertThat(codeOf(client.newCall(get("/status/500")))).isEqualTo(500);
    assertThat(codeOf(client.newCall(get("/status/404")))).isEqualTo(404);

    RunAssert first = runs.take().failed("HTTP 500", "500");
    RunAssert second = runs.take().failed("HTTP 404", "404");
    assertThat(second.result().attributeValue(0)).isEqualTo(404L);
    RunAssert nightly = end(job);
    first.isInside(nightly);
    second.isInside(nightly);
  }

  @Test
  void redirectIsOneCallThatWasSentTwice() throws Exception {
    OpenRun job = begin("nightly");
    assertThat(codeOf(client.newCall(get("/redirect/orders")))).isEqualTo(200);

    RunAssert call = runs.take().succeeded();
    call.isNamedBy(server.take().traceParent()).isNamedBy(server.take().traceParent());
    assertThat(call.result().attributeName(1)).isEqualTo("http.request.resend_count");
    assertThat(call.result().attributeValue(1)).isEqualTo(1L);
    call.isInside(end(job));
  }

  @Test
  void refusedConnectionIsTheFailure() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    OpenRun job = begin("nightly");
    Call refused =
        client.newCall(new Request.Builder().url("http://localhost:" + port + "/").build());
    Throwable thrown = catchOf(refused);

    assertThat(thrown).isInstanceOf(ConnectException.class);
    RunAssert call = runs.take().failedWith(ConnectException.class, thrown.getMessage());
    assertThat(call.result().attributeCount()).isZero();
    call.isInside(end(job));
  }

  private static Throwable catchOf(Call call) {
    try {
      codeOf(call);
      throw new AssertionError("the call worked");
    } catch (IOException failure) {
      return failure;
    }
  }

  @Test
  void slowAnswerIsTheFailure() throws Exception {
    OkHttpClient impatient = client.newBuilder().readTimeout(50, TimeUnit.MILLISECONDS).build();
    OpenRun job = begin("nightly");
    Throwable thrown = catchOf(impatient.newCall(get("/slow")));

    assertThat(thrown).isInstanceOf(SocketTimeoutException.class);
    runs.take()
        .isNamedBy(server.take().traceParent())
        .failedWith(SocketTimeoutException.class, thrown.getMessage())
        .isInside(end(job));
  }

  @Test
  void callThatRanOutOfTimeHasFailedAndWasNotCancelled() throws Exception {
    if (isFloor()) {
      // why: that version has no time-out of a whole call
      assertThat(OkHttpClient.Builder.class.getMethods())
          .noneMatch(method -> method.getName().equals("callTimeout"));
      return;
    }
    OkHttpClient impatient = withCallTimeout(client.newBuilder()).build();
    OpenRun job = begin("nightly");
    Throwable thrown = catchOf(impatient.newCall(get("/slow")));

    assertThat(thrown).isInstanceOf(InterruptedIOException.class).hasMessage("timeout");
    RunAssert call = runs.take();
    if (call.result().failure() == null) {
      call.failed("timeout", InterruptedIOException.class.getName());
    } else {
      call.failedWith(InterruptedIOException.class, "timeout");
    }
    call.isInside(end(job));
  }

  // why: not there at floor, and this class is loaded there too
  private static OkHttpClient.Builder withCallTimeout(OkHttpClient.Builder builder)
      throws Exception {
    return (OkHttpClient.Builder)
        OkHttpClient.Builder.class
            .getMethod("callTimeout", long.class, TimeUnit.class)
            .invoke(builder, 100L, TimeUnit.MILLISECONDS);
  }

  private static boolean isFloor() {
    return System.getProperty("version.line", "newest").equals("floor");
  }

  @Test
  void cancelledCallIsStopped() throws Exception {
    OpenRun job = begin("nightly");
    Call call = client.newCall(get("/slow"));
    Answers answers = new Answers();
    call.enqueue(answers);
    Received received = server.take();
    call.cancel();

    assertThat(answers.take()).isInstanceOf(IOException.class);
    RunAssert cancelled = runs.take().isNamedBy(received.traceParent()).stopped();
    assertThat(cancelled.result().reason()).isEqualTo("cancelled");
    cancelled.isInside(end(job));
  }

  @Test
  void callbackWorksForTheRunThatAsked() throws Exception {
    OpenRun job = begin("nightly");
    Answers answers = new Answers();
    client.newCall(get("/orders")).enqueue(answers);

    assertThat(answers.take()).isEqualTo(200);
    assertThat(answers.runs).containsExactly(job);
    runs.take().isNamedBy(server.take().traceParent()).succeeded().isInside(end(job));
  }

  @Test
  void callEnqueuedOutsideARunIsNone() throws Exception {
    Answers answers = new Answers();
    client.newCall(get("/orders")).enqueue(answers);

    assertThat(answers.take()).isEqualTo(200);
    assertThat(answers.runs).containsExactly((OpenRun) null);
    assertThat(server.take().traceParent()).isNull();
  }

  @Test
  void ofManyAtOnceEachIsAPartOfItsOwnRun() throws Exception {
    int jobs = 10;
    int calls = 10;
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      String name = "job-" + i;
      Thread thread = new Thread(() -> runMany(name, calls, failures));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();

    Map<String, String> traceParents = new HashMap<>();
    for (int i = 0; i < jobs * calls; i++) {
      Received request = server.take();
      traceParents.put(server.url(request.path()), request.traceParent());
    }
    Map<String, RunAssert> byName = new HashMap<>();
    List<RunAssert> made = new ArrayList<>();
    for (int i = 0; i < jobs * calls + jobs; i++) {
      RunAssert taken = runs.take().succeeded();
      if (taken.run().kind() == RunKind.CALL) {
        made.add(taken);
      } else {
        byName.put(taken.run().name().name(), taken);
      }
    }
    assertThat(byName).hasSize(jobs);
    for (RunAssert call : made) {
      String url = (String) call.run().attributeValue(1);
      String job = url.substring(url.indexOf("job-"), url.lastIndexOf('/'));
      call.isNamedBy(traceParents.get(url)).isInside(byName.get(job));
    }
  }

  private void runMany(String name, int calls, List<Throwable> failures) {
    OpenRun job = begin(name);
    try {
      Answers answers = new Answers();
      for (int i = 0; i < calls; i++) {
        client.newCall(get("/" + name + "/" + i)).enqueue(answers);
      }
      for (int i = 0; i < calls; i++) {
        assertThat(answers.take()).isEqualTo(200);
      }
    } catch (Throwable failure) {
      synchronized (failures) {
        failures.add(failure);
      }
    } finally {
      JobRuns.end(job, RunResult.succeeded());
    }
  }

  @Test
  void whatTheApplicationDoesWronglyItIsStillTold() throws Exception {
    OpenRun job = begin("nightly");
    Call call = client.newCall(get("/orders"));
    codeOf(call);

    assertThatThrownBy(call::execute).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> call.enqueue(new Answers())).isInstanceOf(IllegalStateException.class);
    runs.take().isNamedBy(server.take().traceParent()).succeeded().isInside(end(job));
  }

  /** What calls answered, and which run their callbacks were called in. */
  private static final class Answers implements Callback {
    final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    final List<OpenRun> runs = new ArrayList<>();

    @Override
    public void onFailure(Call call, IOException failure) {
      answered(failure);
    }

    @Override
    public void onResponse(Call call, Response response) {
      int code = response.code();
      response.body().close();
      answered(code);
    }

    private synchronized void answered(Object answer) {
      runs.add(JobRuns.current());
      answers.add(answer);
    }

    Object take() throws InterruptedException {
      return answers.poll(30, TimeUnit.SECONDS);
    }
  }
}
