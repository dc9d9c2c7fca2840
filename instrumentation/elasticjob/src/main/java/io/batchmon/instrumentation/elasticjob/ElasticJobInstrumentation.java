package io.batchmon.instrumentation.elasticjob;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/** ElasticJob 2.0 to 3.0: the firing by Quartz, and each shard of it. */
public final class ElasticJobInstrumentation implements JobInstrumentation {
  private static final String QUARTZ_CONTEXT = "org.quartz.JobExecutionContext";

  private static final String TWO = "com.dangdang.ddframe.job.";
  private static final String TWO_EXECUTOR = TWO + "executor.AbstractElasticJobExecutor";
  private static final String TWO_CONTEXTS = TWO + "executor.ShardingContexts";
  private static final String TWO_HANDLER = TWO + "executor.handler.JobExceptionHandler";

  private static final String THREE = "org.apache.shardingsphere.elasticjob.";
  private static final String THREE_EXECUTOR = THREE + "executor.ElasticJobExecutor";
  private static final String THREE_HANDLER = THREE + "error.handler.JobErrorHandler";

  private static final String HANDLE = "handleException";

  @Override
  public String name() {
    return "elasticjob";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(TWO + "lite.api.JobScheduler$LiteJob")
            .method("execute", QUARTZ_CONTEXT)
            .advice(LiteJobAdvice.class),
        Hook.on(TWO + "lite.internal.schedule.LiteJob")
            .method("execute", QUARTZ_CONTEXT)
            .advice(LiteJobAdvice.class),
        Hook.on(TWO_EXECUTOR).method("execute").advice(FiringAdvice.class),
        Hook.on(TWO_EXECUTOR)
            .method("execute")
            .aroundCallsOf(TWO_HANDLER, HANDLE)
            .advice(HandledErrorAdvice.class),
        Hook.on(TWO_EXECUTOR)
            .method("process", TWO_CONTEXTS, "int", TWO + "event.JobExecutionEvent")
            .alternative()
            .advice(ShardAdvice20.class),
        Hook.on(TWO_EXECUTOR)
            .method("process", TWO_CONTEXTS, "int", TWO + "event.JobExecutionEvent")
            .aroundCallsOf(TWO_HANDLER, HANDLE)
            .alternative()
            .advice(ShardErrorAdvice.class),
        Hook.on(TWO_EXECUTOR)
            .method("process", TWO_CONTEXTS, "int", TWO + "event.type.JobExecutionEvent")
            .alternative()
            .advice(ShardAdvice21.class),
        Hook.on(TWO_EXECUTOR)
            .method("process", TWO_CONTEXTS, "int", TWO + "event.type.JobExecutionEvent")
            .aroundCallsOf(TWO_HANDLER, HANDLE)
            .alternative()
            .advice(ShardErrorAdvice.class),
        Hook.on(THREE + "lite.internal.schedule.LiteJob")
            .method("execute", QUARTZ_CONTEXT)
            .advice(LiteJobAdvice.class),
        Hook.on(THREE_EXECUTOR).method("execute").advice(FiringAdvice.class),
        Hook.on(THREE_EXECUTOR)
            .method("execute")
            .aroundCallsOf(THREE_HANDLER, HANDLE)
            .advice(HandledErrorAdvice.class),
        Hook.on(THREE_EXECUTOR)
            .method(
                "process",
                THREE + "api.JobConfiguration",
                THREE + "infra.listener.ShardingContexts",
                "int",
                THREE + "tracing.event.JobExecutionEvent")
            .field("elasticJob", THREE + "api.ElasticJob")
            .advice(ShardAdvice.class),
        Hook.on(THREE_EXECUTOR)
            .method(
                "process",
                THREE + "api.JobConfiguration",
                THREE + "infra.listener.ShardingContexts",
                "int",
                THREE + "tracing.event.JobExecutionEvent")
            .aroundCallsOf(THREE_HANDLER, HANDLE)
            .advice(ShardErrorAdvice.class));
  }
}
