package io.batchmon.instrumentation.awssdk2;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * AWS SDK 2.20 to 2.57: an operation begins before its first interceptor, and ends after its last
 * one or with the method that was called, whichever is first.
 */
public final class AwsSdk2Instrumentation implements JobInstrumentation {
  private static final String SYNC =
      "software.amazon.awssdk.core.internal.handler.BaseSyncClientHandler";
  private static final String ASYNC =
      "software.amazon.awssdk.core.internal.handler.BaseAsyncClientHandler";
  private static final String CHAIN =
      "software.amazon.awssdk.core.interceptor.ExecutionInterceptorChain";
  private static final String CONTEXT = "software.amazon.awssdk.core.interceptor.Context$";
  private static final String ATTRIBUTES =
      "software.amazon.awssdk.core.interceptor.ExecutionAttributes";
  private static final String STAGES = "software.amazon.awssdk.core.internal.http.pipeline.stages.";
  private static final String REQUEST = "software.amazon.awssdk.http.SdkHttpFullRequest";
  private static final String SQS = "software.amazon.awssdk.services.sqs.";
  private static final String EXECUTION =
      "software.amazon.awssdk.core.internal.http.RequestExecutionContext";

  @Override
  public String name() {
    return "aws-sdk-2";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(SYNC).anyMethod("execute").lazily().advice(ExecuteAdvice.class),
        Hook.on(ASYNC).anyMethod("execute").returned().lazily().advice(ExecuteAsyncAdvice.class),
        Hook.on(CHAIN)
            .method("beforeExecution", CONTEXT + "BeforeExecution", ATTRIBUTES)
            .lazily()
            .advice(BeforeExecutionAdvice.class),
        Hook.on(CHAIN)
            .method("afterExecution", CONTEXT + "AfterExecution", ATTRIBUTES)
            .lazily()
            .advice(AfterExecutionAdvice.class),
        Hook.on(CHAIN)
            .method("onExecutionFailure", CONTEXT + "FailedExecution", ATTRIBUTES)
            .lazily()
            .advice(ExecutionFailureAdvice.class),
        Hook.on(STAGES + "MakeHttpRequestStage")
            .method("execute", REQUEST, EXECUTION)
            .replacingArgument(0)
            .lazily()
            .advice(MakeRequestAdvice.class),
        Hook.on(SQS + "transform.SendMessageRequestMarshaller")
            .method("marshall", SQS + "model.SendMessageRequest")
            .replacingArgument(0)
            .lazily()
            .advice(SendMessageAdvice.class),
        Hook.on(SQS + "transform.SendMessageBatchRequestMarshaller")
            .method("marshall", SQS + "model.SendMessageBatchRequest")
            .replacingArgument(0)
            .lazily()
            .advice(SendMessageBatchAdvice.class),
        Hook.on(STAGES + "MakeAsyncHttpRequestStage")
            .method("executeHttpRequest", REQUEST, EXECUTION)
            .replacingArgument(0)
            .lazily()
            .advice(MakeRequestAdvice.class));
  }
}
