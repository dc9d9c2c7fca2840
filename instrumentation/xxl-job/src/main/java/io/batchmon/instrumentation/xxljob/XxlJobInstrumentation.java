package io.batchmon.instrumentation.xxljob;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * XXL-JOB 2.2 to 3.3: what every trigger passes in the thread of its job, whatever its handler. The
 * handlers themselves are asked for nothing but what they throw.
 */
public final class XxlJobInstrumentation implements JobInstrumentation {
  private static final String CORE = "com.xxl.job.core.";
  private static final String EXECUTOR = CORE + "executor.XxlJobExecutor";
  private static final String HANDLER = CORE + "handler.IJobHandler";
  private static final String THREAD = CORE + "thread.JobThread";
  private static final String CALLBACKS = CORE + "thread.TriggerCallbackThread";

  @Override
  public String name() {
    return "xxl-job";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(EXECUTOR)
            .method("registJobHandler", "java.lang.String", HANDLER)
            .optional()
            .advice(RegisterAdvice.class),
        Hook.on(EXECUTOR)
            .method("registryJobHandler", "java.lang.String", HANDLER)
            .optional()
            .advice(RegisterAdvice.class),
        Hook.on(EXECUTOR)
            .method("registJobThread", "int", HANDLER, "java.lang.String")
            .advice(JobThreadAdvice.class),
        Hook.on(CORE + "handler.impl.MethodJobHandler")
            .method("init")
            .field("target", "java.lang.Object")
            .field("method", "java.lang.reflect.Method")
            .advice(MethodAdvice.class),
        Hook.on(CORE + "log.XxlJobFileAppender")
            .method("makeLogFileName", "java.util.Date", "long")
            .advice(LogFileAdvice.class),
        Hook.on(CORE + "handler.impl.MethodJobHandler")
            .anyMethod("execute")
            .advice(ExecuteAdvice.class),
        Hook.on(CORE + "handler.impl.GlueJobHandler")
            .anyMethod("execute")
            .advice(ExecuteAdvice.class),
        Hook.on(THREAD + "$1").method("call").field("this$0", THREAD).advice(TimedCallAdvice.class),
        Hook.on(THREAD).method("toStop", "java.lang.String").advice(ToStopAdvice.class),
        Hook.on(CALLBACKS)
            .method("pushCallBack", CORE + "biz.model.HandleCallbackParam")
            .alternative()
            .advice(CallBackAdvice.class),
        Hook.on(CALLBACKS)
            .method("pushCallBack", CORE + "openapi.model.CallbackRequest")
            .alternative()
            .advice(CallBackAdvice.class));
  }
}
