package io.batchmon.instrumentation.jetty12;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Jetty 12: one run per request that the server handles, until its callback is told. Routes and
 * asynchronous dispatches are known of the servlet environments ee10 and ee11, failures of all.
 */
public final class Jetty12Instrumentation implements JobInstrumentation {
  private static final String EE10 = "org.eclipse.jetty.ee10.servlet.ServletChannel";
  private static final String EE11 = "org.eclipse.jetty.ee11.servlet.ServletChannel";
  private static final String HANDLE_EXCEPTION = "handleException";
  private static final String THROWABLE = "java.lang.Throwable";

  @Override
  public String name() {
    return "jetty-12";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        // why: before Jetty 12, which has another instrumentation, the method was another one
        Hook.on("org.eclipse.jetty.server.Server")
            .method(
                "handle",
                "org.eclipse.jetty.server.Request",
                "org.eclipse.jetty.server.Response",
                "org.eclipse.jetty.util.Callback")
            .optional()
            .returned()
            .replacingArgument(2)
            .advice(ServerAdvice.class),
        Hook.on("org.eclipse.jetty.server.internal.ResponseHttpFields")
            .method("commit")
            .advice(CommitAdvice.class),
        Hook.on(EE10).method("handle").advice(Ee10Advice.class),
        Hook.on(EE10).method(HANDLE_EXCEPTION, THROWABLE).advice(Ee10ExceptionAdvice.class),
        Hook.on(EE10).method("onCompleted").advice(CompletedAdvice.class),
        Hook.on(EE11).method("handle").advice(Ee11Advice.class),
        Hook.on(EE11).method(HANDLE_EXCEPTION, THROWABLE).advice(Ee11ExceptionAdvice.class),
        Hook.on(EE11).method("onCompleted").advice(CompletedAdvice.class),
        Hook.on("org.eclipse.jetty.ee9.nested.HttpChannel")
            .method(HANDLE_EXCEPTION, THROWABLE)
            .advice(ExceptionAdvice.class),
        Hook.on("org.eclipse.jetty.ee8.nested.HttpChannel")
            .method(HANDLE_EXCEPTION, THROWABLE)
            .advice(ExceptionAdvice.class));
  }
}
