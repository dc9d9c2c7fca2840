package io.batchmon.instrumentation.awssdk2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.Headers;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsAsyncClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.StsException;

/** What each operation of the real SDK becomes, at a stand-in of STS. */
class AwsSdk2IT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new AwsSdk2Instrumentation());

  private StandInSts sts;

  @BeforeEach
  void start() throws IOException {
    sts = new StandInSts();
  }

  @AfterEach
  void stop() {
    sts.close();
  }

  private static <B extends AwsClientBuilder<B, ?>> B configured(B builder, URI endpoint) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")));
  }

  private StsClient client() {
    return configured(StsClient.builder(), sts.uri())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private StsAsyncClient asyncClient() {
    return configured(StsAsyncClient.builder(), sts.uri())
        .httpClientBuilder(NettyNioAsyncHttpClient.builder())
        .build();
  }

  private static OpenRun begin(String name) {
    return JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("test", name)).byScheduler().build());
  }

  private static RunAssert end(OpenRun job) {
    JobRuns.end(job, RunResult.succeeded());
    return runs.take().succeeded();
  }

  private static RunAssert takeOperation() {
    return runs.take()
        .is(RunKind.CALL, "aws", "Sts", "GetCallerIdentity")
        .hasAttribute("rpc.system", "aws-api")
        .hasAttribute("rpc.service", "Sts")
        .hasAttribute("rpc.method", "GetCallerIdentity")
        .hasAttribute("cloud.region", "eu-central-1");
  }

  private static Map<String, Object> resultOf(RunAssert call) {
    Map<String, Object> attributes = new HashMap<>();
    for (int i = 0; i < call.result().attributeCount(); i++) {
      attributes.put(call.result().attributeName(i), call.result().attributeValue(i));
    }
    return attributes;
  }

  @Test
  void operationOfARunIsOneCallAndAwsIsToldWhich() throws Exception {
    try (StsClient client = client()) {
      OpenRun job = begin("nightly");
      assertThat(client.getCallerIdentity().account()).isEqualTo("123456789012");

      Headers received = sts.take();
      RunAssert call = takeOperation().isNamedBy(received.getFirst("traceparent")).succeeded();
      assertThat(resultOf(call))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("http.response.status_code", 200L, "aws.request_id", StandInSts.REQUEST_ID));
      assertThat(received.getFirst("Authorization"))
          .contains("SignedHeaders=")
          .doesNotContain("traceparent");
      call.isInside(end(job));
    }
  }

  @Test
  void outsideARunNothingHappens() throws Exception {
    try (StsClient client = client();
        StsAsyncClient async = asyncClient()) {
      client.getCallerIdentity();
      async.getCallerIdentity().get(30, TimeUnit.SECONDS);
    }

    assertThat(sts.take()).doesNotContainKey("Traceparent");
    assertThat(sts.take()).doesNotContainKey("Traceparent");
  }

  @Test
  void headerOfTheApplicationStays() throws Exception {
    String its = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    try (StsClient client = client()) {
      OpenRun job = begin("nightly");
      client.getCallerIdentity(
          request ->
              request.overrideConfiguration(override -> override.putHeader("traceparent", its)));

      assertThat(sts.take().get("traceparent")).containsExactly(its);
      takeOperation().succeeded().isInside(end(job));
    }
  }

  @Test
  void refusalIsAFailureWithItsCode() throws Exception {
    sts.statuses.add(403);
    try (StsClient client = client()) {
      OpenRun job = begin("nightly");
      Throwable thrown = catchThrowable(client::getCallerIdentity);

      assertThat(thrown).isExactlyInstanceOf(StsException.class);
      RunAssert call =
          takeOperation()
              .isNamedBy(sts.take().getFirst("traceparent"))
              .failedWith(StsException.class, thrown.getMessage());
      assertThat(call.result().failure()).isSameAs(thrown);
      assertThat(resultOf(call))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "http.response.status_code",
                  403L,
                  "aws.request_id",
                  StandInSts.REQUEST_ID,
                  "aws.error.code",
                  "AccessDenied"));
      call.isInside(end(job));
    }
  }

  @Test
  void attemptsAreOneCall() throws Exception {
    sts.statuses.add(503);
    try (StsClient client = client()) {
      OpenRun job = begin("nightly");
      client.getCallerIdentity();

      RunAssert call = takeOperation().succeeded();
      call.isNamedBy(sts.take().getFirst("traceparent"))
          .isNamedBy(sts.take().getFirst("traceparent"));
      assertThat(resultOf(call)).containsEntry("http.request.resend_count", 1L);
      call.isInside(end(job));
    }
  }

  @Test
  void refusedConnectionIsTheFailure() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (StsClient client =
        configured(StsClient.builder(), URI.create("http://localhost:" + port))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      OpenRun job = begin("nightly");
      Throwable thrown = catchThrowable(client::getCallerIdentity);

      assertThat(thrown).isExactlyInstanceOf(SdkClientException.class);
      RunAssert call = takeOperation().failedWith(SdkClientException.class, thrown.getMessage());
      assertThat(resultOf(call)).containsExactly(Map.entry("http.request.resend_count", 3L));
      call.isInside(end(job));
    }
  }

  @Test
  void operationThatRanOutOfTimeIsTheFailure() throws Exception {
    sts.statuses.add(0);
    try (StsClient client =
        configured(StsClient.builder(), sts.uri())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(override -> override.apiCallTimeout(Duration.ofMillis(500)))
            .build()) {
      OpenRun job = begin("nightly");
      Throwable thrown = catchThrowable(client::getCallerIdentity);

      assertThat(thrown).isExactlyInstanceOf(ApiCallTimeoutException.class);
      takeOperation()
          .failedWith(ApiCallTimeoutException.class, thrown.getMessage())
          .isInside(end(job));
    }
  }

  @Test
  void interceptorThatThrowsIsTheFailure() throws Exception {
    ExecutionInterceptor broken =
        new ExecutionInterceptor() {
          @Override
          public void beforeExecution(
              Context.BeforeExecution context, ExecutionAttributes attributes) {
            throw new IllegalStateException("No tenant");
          }
        };
    try (StsClient client =
        configured(StsClient.builder(), sts.uri())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(override -> override.addExecutionInterceptor(broken))
            .build()) {
      OpenRun job = begin("nightly");
      Throwable thrown = catchThrowable(client::getCallerIdentity);

      RunAssert call = takeOperation();
      call.failedWith(thrown.getClass(), thrown.getMessage()).isInside(end(job));
      assertThat(call.result().failure()).isSameAs(thrown);
    }
  }

  @Test
  void operationGoesOnWithoutTheThreadThatBeganIt() throws Exception {
    sts.statuses.add(0);
    try (StsAsyncClient client = asyncClient()) {
      OpenRun job = begin("nightly");
      CompletableFuture<GetCallerIdentityResponse> future = client.getCallerIdentity();

      assertThat(JobRuns.current()).isSameAs(job);
      String traceParent = sts.take().getFirst("traceparent");
      sts.goOn();
      assertThat(future.get(30, TimeUnit.SECONDS).account()).isEqualTo("123456789012");
      RunAssert call = takeOperation().isNamedBy(traceParent).succeeded();
      assertThat(resultOf(call))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("http.response.status_code", 200L, "aws.request_id", StandInSts.REQUEST_ID));
      call.isInside(end(job));
    }
  }

  @Test
  void asyncAttemptsAreOneCallThatFails() throws Exception {
    sts.statuses.add(503);
    sts.statuses.add(403);
    try (StsAsyncClient client = asyncClient()) {
      OpenRun job = begin("nightly");
      Throwable thrown = catchThrowable(() -> client.getCallerIdentity().get(30, TimeUnit.SECONDS));

      assertThat(thrown).isExactlyInstanceOf(ExecutionException.class);
      Throwable cause = thrown.getCause();
      RunAssert call = takeOperation().failedWith(StsException.class, cause.getMessage());
      call.isNamedBy(sts.take().getFirst("traceparent"))
          .isNamedBy(sts.take().getFirst("traceparent"));
      assertThat(resultOf(call))
          .containsEntry("http.request.resend_count", 1L)
          .containsEntry("aws.error.code", "AccessDenied");
      call.isInside(end(job));
    }
  }

  @Test
  void cancelledOperationIsStopped() throws Exception {
    sts.statuses.add(0);
    try (StsAsyncClient client = asyncClient()) {
      OpenRun job = begin("nightly");
      CompletableFuture<GetCallerIdentityResponse> future = client.getCallerIdentity();
      String traceParent = sts.take().getFirst("traceparent");
      future.cancel(true);

      RunAssert call = takeOperation().isNamedBy(traceParent).stopped();
      assertThat(call.result().reason()).isEqualTo("cancelled");
      call.isInside(end(job));
    }
  }

  @Test
  void ofManyAtOnceEachIsAPartOfItsOwnRun() throws Exception {
    int jobs = 10;
    int operations = 10;
    List<Throwable> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    try (StsAsyncClient client = asyncClient()) {
      for (int i = 0; i < jobs; i++) {
        String name = "job-" + i;
        Thread thread = new Thread(() -> runMany(client, name, operations, failures));
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(failures).isEmpty();

    Map<String, String> jobOfHeader = new HashMap<>();
    for (int i = 0; i < jobs * operations; i++) {
      Headers received = sts.take();
      jobOfHeader.put(received.getFirst("traceparent"), received.getFirst("X-Job"));
    }
    assertThat(jobOfHeader).hasSize(jobs * operations);
    Map<String, RunAssert> byName = new HashMap<>();
    List<RunAssert> calls = new ArrayList<>();
    for (int i = 0; i < jobs * operations + jobs; i++) {
      RunAssert taken = runs.take().succeeded();
      if (taken.run().kind() == RunKind.CALL) {
        calls.add(taken);
      } else {
        byName.put(taken.run().name().name(), taken);
      }
    }
    assertThat(byName).hasSize(jobs);
    assertThat(calls).hasSize(jobs * operations);
    for (RunAssert call : calls) {
      call.isInside(byName.get(jobOfHeader.get(call.traceParent())));
    }
  }

  private static void runMany(
      StsAsyncClient client, String name, int operations, List<Throwable> failures) {
    OpenRun job = begin(name);
    try {
      List<CompletableFuture<GetCallerIdentityResponse>> futures = new ArrayList<>();
      for (int i = 0; i < operations; i++) {
        futures.add(
            client.getCallerIdentity(
                request ->
                    request.overrideConfiguration(override -> override.putHeader("X-Job", name))));
      }
      for (CompletableFuture<GetCallerIdentityResponse> future : futures) {
        assertThat(future.join().account()).isEqualTo("123456789012");
      }
    } catch (CompletionException | AssertionError failure) {
      synchronized (failures) {
        failures.add(failure);
      }
    } finally {
      JobRuns.end(job, RunResult.succeeded());
    }
  }
}
