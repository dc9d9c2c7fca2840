package io.batchmon.instrumentation.grpc;

import static io.batchmon.instrumentation.grpc.OrdersServer.FIND;
import static io.batchmon.instrumentation.grpc.OrdersServer.TRACE_PARENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.util.concurrent.ListenableFuture;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each call of the real gRPC becomes, at a real server. */
class GrpcIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new GrpcInstrumentation());

  private OrdersServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server = new OrdersServer();
    channel = channelTo(server.port());
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow().awaitTermination(30, TimeUnit.SECONDS);
    server.close();
  }

  private static ManagedChannel channelTo(int port) {
    return NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
  }

  private static OpenRun begin(String name) {
    return JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("test", name)).byScheduler().build());
  }

  private static RunAssert end(OpenRun job) {
    JobRuns.end(job, RunResult.succeeded());
    return runs.take().succeeded();
  }

  private String ask(String question) {
    return ClientCalls.blockingUnaryCall(channel, FIND, CallOptions.DEFAULT, question);
  }

  private ListenableFuture<String> askLater(String question) {
    return ClientCalls.futureUnaryCall(channel.newCall(FIND, CallOptions.DEFAULT), question);
  }

  private static RunAssert takeCall(Status.Code code) {
    RunAssert call =
        runs.take()
            .is(RunKind.CALL, "grpc", "shop.Orders", "Find")
            .hasAttribute("rpc.system", "grpc")
            .hasAttribute("rpc.service", "shop.Orders")
            .hasAttribute("rpc.method", "Find");
    assertThat(call.result().attributeCount()).isEqualTo(1);
    assertThat(call.result().attributeName(0)).isEqualTo("rpc.grpc.status_code");
    assertThat(call.result().attributeValue(0)).isEqualTo((long) code.value());
    return call;
  }

  @Test
  void callOfARunIsAPartOfItAndTheServerIsToldWhich() throws Exception {
    OpenRun job = begin("nightly");
    assertThat(ask("monday")).isEqualTo("monday");

    assertThat(JobRuns.current()).isSameAs(job);
    takeCall(Status.Code.OK).isNamedBy(server.take()).succeeded().isInside(end(job));
  }

  @Test
  void outsideARunNothingHappens() throws Exception {
    assertThat(ask("monday")).isEqualTo("monday");
    assertThat(askLater("tuesday").get(30, TimeUnit.SECONDS)).isEqualTo("tuesday");

    assertThat(server.take()).isEqualTo("none");
    assertThat(server.take()).isEqualTo("none");
  }

  @Test
  void firstCallOfAChannelMayWaitForItAndIsStillAPartOfItsRun() throws Exception {
    OpenRun job = begin("nightly");
    ListenableFuture<String> answer = askLater("monday");
    assertThat(JobRuns.current()).isSameAs(job);

    assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("monday");
    takeCall(Status.Code.OK).isNamedBy(server.take()).succeeded().isInside(end(job));
  }

  @Test
  void headersOfTheApplicationStayAsTheyAre() throws Exception {
    String its = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    Metadata own = new Metadata();
    own.put(TRACE_PARENT, its);
    Metadata shared = new Metadata();
    OpenRun job = begin("nightly");
    Status first = startWith(own);
    Status second = startWith(shared);

    assertThat(first.isOk()).isTrue();
    assertThat(second.isOk()).isTrue();
    assertThat(server.take()).isEqualTo(its);
    assertThat(shared.keys()).doesNotContain("traceparent");
    RunAssert one = takeCall(Status.Code.OK).succeeded();
    RunAssert two = takeCall(Status.Code.OK).isNamedBy(server.take()).succeeded();
    RunAssert nightly = end(job);
    one.isInside(nightly);
    two.isInside(nightly);
  }

  private Status startWith(Metadata headers) throws InterruptedException {
    BlockingQueue<Status> closed = new LinkedBlockingQueue<>();
    ClientCall<String, String> call = channel.newCall(FIND, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<String>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            closed.add(status);
          }
        },
        headers);
    call.request(2);
    call.sendMessage("monday");
    call.halfClose();
    return closed.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void callbackWorksForTheRunThatAsked() throws Exception {
    OpenRun job = begin("nightly");
    BlockingQueue<OpenRun> seen = new LinkedBlockingQueue<>();
    ListenableFuture<String> answer = askLater("slow-er");
    answer.addListener(() -> seen.add(JobRuns.current()), Runnable::run);

    assertThat(seen.poll(30, TimeUnit.SECONDS)).isSameAs(job);
    takeCall(Status.Code.OK).isNamedBy(server.take()).succeeded().isInside(end(job));
  }

  @Test
  void statusIsTheFailure() throws Exception {
    OpenRun job = begin("nightly");
    Throwable thrown = catchThrowable(() -> ask("bad"));

    assertThat(thrown)
        .isExactlyInstanceOf(StatusRuntimeException.class)
        .hasMessage("INVALID_ARGUMENT: No such day");
    takeCall(Status.Code.INVALID_ARGUMENT)
        .isNamedBy(server.take())
        .failed("INVALID_ARGUMENT: No such day", "INVALID_ARGUMENT")
        .isInside(end(job));
  }

  @Test
  void callThatTheServerCancelledHasFailed() throws Exception {
    OpenRun job = begin("nightly");
    Throwable thrown = catchThrowable(() -> ask("gone"));

    assertThat(thrown).isExactlyInstanceOf(StatusRuntimeException.class);
    takeCall(Status.Code.CANCELLED)
        .isNamedBy(server.take())
        .failed("CANCELLED", "CANCELLED")
        .isInside(end(job));
  }

  @Test
  void refusedConnectionIsTheFailure() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    ManagedChannel nowhere = channelTo(port);
    OpenRun job = begin("nightly");
    try {
      Throwable thrown =
          catchThrowable(
              () -> ClientCalls.blockingUnaryCall(nowhere, FIND, CallOptions.DEFAULT, "monday"));

      assertThat(thrown).isExactlyInstanceOf(StatusRuntimeException.class);
      takeCall(Status.Code.UNAVAILABLE)
          .failed(thrown.getMessage(), "UNAVAILABLE")
          .isInside(end(job));
    } finally {
      nowhere.shutdownNow().awaitTermination(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void callThatRanOutOfTimeHasFailed() throws Exception {
    OpenRun job = begin("nightly");
    CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS);
    Throwable thrown =
        catchThrowable(() -> ClientCalls.blockingUnaryCall(channel, FIND, soon, "slow"));

    assertThat(thrown).isExactlyInstanceOf(StatusRuntimeException.class);
    takeCall(Status.Code.DEADLINE_EXCEEDED)
        .failed(thrown.getMessage(), "DEADLINE_EXCEEDED")
        .isInside(end(job));
  }

  @Test
  void cancelledCallIsStopped() throws Exception {
    OpenRun job = begin("nightly");
    ListenableFuture<String> answer = askLater("slow");
    server.awaitQuestion();
    answer.cancel(true);

    RunAssert call = takeCall(Status.Code.CANCELLED).isNamedBy(server.take()).stopped();
    assertThat(call.result().reason()).isEqualTo("cancelled");
    call.isInside(end(job));
  }

  @Test
  void ofManyAtOnceEachIsAPartOfItsOwnRun() throws Exception {
    int jobs = 10;
    int calls = 10;
    List<Throwable> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
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

    Set<String> headers = new HashSet<>();
    for (int i = 0; i < jobs * calls; i++) {
      headers.add(server.take());
    }
    Map<String, Integer> callsOfJob = new HashMap<>();
    List<RunAssert> ended = new ArrayList<>();
    List<RunAssert> finished = new ArrayList<>();
    for (int i = 0; i < jobs * calls + jobs; i++) {
      RunAssert taken = runs.take().succeeded();
      (taken.run().kind() == RunKind.CALL ? ended : finished).add(taken);
    }
    assertThat(finished).hasSize(jobs);
    for (RunAssert call : ended) {
      assertThat(headers).contains(call.traceParent());
      for (RunAssert job : finished) {
        if (call.isPartOf(job)) {
          callsOfJob.merge(job.run().name().name(), 1, Integer::sum);
        }
      }
    }
    assertThat(headers).hasSize(jobs * calls);
    assertThat(callsOfJob).hasSize(jobs);
    assertThat(callsOfJob.values()).containsOnly(calls);
  }

  private void runMany(String name, int calls, List<Throwable> failures) {
    OpenRun job = begin(name);
    try {
      List<ListenableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        answers.add(askLater(name + i));
      }
      for (int i = 0; i < calls; i++) {
        assertThat(answers.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(name + i);
      }
    } catch (Throwable failure) {
      synchronized (failures) {
        failures.add(failure);
      }
    } finally {
      JobRuns.end(job, RunResult.succeeded());
    }
  }
}
