package io.batchmon.instrumentation.okhttp;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/** OkHttp 3.0 to 5: one CALL for each call, whoever made it and however often it is sent. */
public final class OkHttpInstrumentation implements JobInstrumentation {
  /** Up to 4.3; from 3.4 on, interceptors are in {@link #CHAIN}. */
  private static final String OLD_CALL = "okhttp3.RealCall";

  private static final String CALL = "okhttp3.internal.connection.RealCall";
  private static final String CHAIN = "okhttp3.internal.http.RealInterceptorChain";
  private static final String REQUEST = "okhttp3.Request";
  private static final String CALLBACK = "okhttp3.Callback";

  @Override
  public String name() {
    return "okhttp";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(OLD_CALL)
            .anyMethod("getResponseWithInterceptorChain")
            .returned()
            .lazily()
            .advice(CallAdvice.class),
        Hook.on(CALL)
            .method("getResponseWithInterceptorChain$okhttp")
            .returned()
            .lazily()
            .advice(CallAdvice.class),
        Hook.on(CHAIN)
            .method("proceed", REQUEST)
            .field("interceptors", "java.util.List")
            .field("index", "int")
            .replacingArgument(0)
            .lazily()
            .advice(ProceedAdvice.class),
        Hook.on("okhttp3.internal.http.HttpEngine")
            .method("networkRequest", REQUEST)
            .replacingResult()
            .lazily()
            .advice(NetworkRequestAdvice.class),
        Hook.on(OLD_CALL).method("enqueue", CALLBACK).lazily().advice(EnqueueAdvice.class),
        Hook.on(CALL).method("enqueue", CALLBACK).lazily().advice(EnqueueAdvice.class),
        Hook.on(OLD_CALL + "$AsyncCall")
            .method("execute")
            .field("this$0", OLD_CALL)
            .optional()
            .lazily()
            .advice(AsyncCallAdvice.class),
        Hook.on(OLD_CALL + "$AsyncCall")
            .method("run")
            .field("this$0", OLD_CALL)
            .optional()
            .lazily()
            .advice(AsyncCallAdvice.class),
        Hook.on(CALL + "$AsyncCall")
            .method("run")
            .field("this$0", CALL)
            .lazily()
            .advice(AsyncCallAdvice.class),
        Hook.on(OLD_CALL + "$1")
            .method("timedOut")
            .field("this$0", OLD_CALL)
            .optional()
            .lazily()
            .advice(TimedOutAdvice.class));
  }
}
