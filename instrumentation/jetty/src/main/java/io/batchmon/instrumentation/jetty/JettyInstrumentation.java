package io.batchmon.instrumentation.jetty;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Jetty 9.4 to 11: one run per request that its channel handles, from before the first handler
 * until the response is complete, in whichever thread that is.
 */
public final class JettyInstrumentation implements JobInstrumentation {
  private static final String CHANNEL = "org.eclipse.jetty.server.HttpChannel";
  private static final String RESPONSE = "org.eclipse.jetty.server.Response";

  @Override
  public String name() {
    return "jetty";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        // why: Jetty 12, which has another instrumentation, has other classes of these names
        Hook.on(CHANNEL).method("handle").optional().advice(ChannelAdvice.class),
        Hook.on(CHANNEL).method("onCompleted").optional().advice(CompletedAdvice.class),
        Hook.on(CHANNEL)
            .method("handleException", "java.lang.Throwable")
            .optional()
            .advice(ExceptionAdvice.class),
        Hook.on("org.eclipse.jetty.servlet.ServletHandler")
            .anyMethod("doHandle")
            .advice(RouteAdvice.class),
        Hook.on(RESPONSE).method("reset").optional().advice(ResetAdvice.class),
        Hook.on(RESPONSE)
            .method("addHeader", "java.lang.String", "java.lang.String")
            .optional()
            .advice(AddHeaderAdvice.class));
  }
}
