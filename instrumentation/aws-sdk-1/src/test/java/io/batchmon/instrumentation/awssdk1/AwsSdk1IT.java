package io.batchmon.instrumentation.awssdk1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.SdkClientException;
import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.http.timers.client.ClientExecutionTimeoutException;
import com.amazonaws.services.securitytoken.AWSSecurityTokenService;
import com.amazonaws.services.securitytoken.AWSSecurityTokenServiceClientBuilder;
import com.amazonaws.services.securitytoken.model.AWSSecurityTokenServiceException;
import com.amazonaws.services.securitytoken.model.GetCallerIdentityRequest;
import com.amazonaws.services.securitytoken.model.GetCallerIdentityResult;
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
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each operation of the real SDK becomes, at a stand-in of STS. */
class AwsSdk1IT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new AwsSdk1Instrumentation());

  private StandInSts sts;
  private AWSSecurityTokenService client;

  @BeforeEach
  void start() throws IOException {
    sts = new StandInSts();
    client = clientOf(sts.url(), new ClientConfiguration());
  }

  @AfterEach
  void stop() {
    client.shutdown();
    sts.close();
  }

  private static AWSSecurityTokenService clientOf(String url, ClientConfiguration configuration) {
    return AWSSecurityTokenServiceClientBuilder.standard()
        .withEndpointConfiguration(new EndpointConfiguration(url, "eu-central-1"))
        .withCredentials(
            new AWSStaticCredentialsProvider(new BasicAWSCredentials("AKIDEXAMPLE", "secret")))
        .withClientConfiguration(configuration)
        .build();
  }

  private GetCallerIdentityResult ask() {
    return client.getCallerIdentity(new GetCallerIdentityRequest());
  }

  private static OpenRun begin() {
    return JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("test", "nightly")).byScheduler().build());
  }

  private static RunAssert end(OpenRun job) {
    JobRuns.end(job, RunResult.succeeded());
    return runs.take().succeeded();
  }

  private static RunAssert takeOperation() {
    return runs.take()
        .is(RunKind.CALL, "aws", "SecurityTokenService", "GetCallerIdentity")
        .hasAttribute("rpc.system", "aws-api")
        .hasAttribute("rpc.service", "SecurityTokenService")
        .hasAttribute("rpc.method", "GetCallerIdentity");
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
    OpenRun job = begin();
    assertThat(ask().getAccount()).isEqualTo("123456789012");

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

  @Test
  void outsideARunNothingHappens() throws Exception {
    ask();

    assertThat(sts.take()).doesNotContainKey("Traceparent");
  }

  @Test
  void headerOfTheApplicationStays() throws Exception {
    String its = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    OpenRun job = begin();
    GetCallerIdentityRequest request = new GetCallerIdentityRequest();
    request.putCustomRequestHeader("Traceparent", its);
    client.getCallerIdentity(request);

    assertThat(sts.take().get("traceparent")).containsExactly(its);
    takeOperation().succeeded().isInside(end(job));
  }

  @Test
  void refusalIsAFailureWithItsCode() throws Exception {
    sts.statuses.add(403);
    OpenRun job = begin();
    Throwable thrown = catchThrowable(this::ask);

    assertThat(thrown).isExactlyInstanceOf(AWSSecurityTokenServiceException.class);
    RunAssert call =
        takeOperation()
            .isNamedBy(sts.take().getFirst("traceparent"))
            .failedWith(AWSSecurityTokenServiceException.class, thrown.getMessage());
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

  @Test
  void attemptsAreOneCallAndNoHeaderOfOursIsSigned() throws Exception {
    sts.statuses.add(503);
    OpenRun job = begin();
    ask();

    RunAssert call = takeOperation().succeeded();
    for (int i = 0; i < 2; i++) {
      Headers received = sts.take();
      call.isNamedBy(received.getFirst("traceparent"));
      assertThat(received.getFirst("Authorization")).doesNotContain("traceparent");
    }
    assertThat(resultOf(call)).containsEntry("http.request.resend_count", 1L);
    call.isInside(end(job));
  }

  @Test
  void refusedConnectionIsTheFailure() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    client.shutdown();
    client = clientOf("http://localhost:" + port, new ClientConfiguration().withMaxErrorRetry(1));
    OpenRun job = begin();
    Throwable thrown = catchThrowable(this::ask);

    assertThat(thrown).isExactlyInstanceOf(SdkClientException.class);
    RunAssert call = takeOperation().failedWith(SdkClientException.class, thrown.getMessage());
    assertThat(resultOf(call)).containsExactly(Map.entry("http.request.resend_count", 1L));
    call.isInside(end(job));
  }

  @Test
  void operationThatRanOutOfTimeIsTheFailure() throws Exception {
    sts.statuses.add(0);
    client.shutdown();
    client = clientOf(sts.url(), new ClientConfiguration().withClientExecutionTimeout(500));
    OpenRun job = begin();
    Throwable thrown = catchThrowable(this::ask);

    assertThat(thrown).isExactlyInstanceOf(ClientExecutionTimeoutException.class);
    takeOperation()
        .failedWith(ClientExecutionTimeoutException.class, thrown.getMessage())
        .isInside(end(job));
  }
}
