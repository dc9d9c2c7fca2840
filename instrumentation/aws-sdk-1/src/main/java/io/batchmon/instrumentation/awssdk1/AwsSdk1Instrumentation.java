package io.batchmon.instrumentation.awssdk1;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/** AWS SDK 1.11.106 to 1.12: one CALL for all attempts at an operation. */
public final class AwsSdk1Instrumentation implements JobInstrumentation {
  private static final String REQUEST = "com.amazonaws.Request";

  @Override
  public String name() {
    return "aws-sdk-1";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on("com.amazonaws.http.AmazonHttpClient$RequestExecutor")
            .method("execute")
            .field("request", REQUEST)
            .returned()
            .lazily()
            .advice(ExecuteAdvice.class),
        Hook.on("com.amazonaws.http.apache.request.impl.ApacheHttpRequestFactory")
            .method("create", REQUEST, "com.amazonaws.http.settings.HttpClientSettings")
            .lazily()
            .advice(CreateRequestAdvice.class));
  }
}
