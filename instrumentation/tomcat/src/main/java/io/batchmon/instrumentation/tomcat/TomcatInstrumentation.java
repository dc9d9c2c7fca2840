package io.batchmon.instrumentation.tomcat;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Tomcat 7 to 11: one run per request that reaches the engine, which is before every filter and
 * around every error page. A request that goes on asynchronously ends when Tomcat lets go of it.
 */
public final class TomcatInstrumentation implements JobInstrumentation {
  private static final String REQUEST = "org.apache.catalina.connector.Request";
  private static final String RESPONSE = "org.apache.catalina.connector.Response";
  private static final String HOST = "org.apache.catalina.core.StandardHostValve";

  @Override
  public String name() {
    return "tomcat";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on("org.apache.catalina.core.StandardEngineValve")
            .method("invoke", REQUEST, RESPONSE)
            .advice(RequestAdvice.class),
        Hook.on(HOST)
            .method("throwable", REQUEST, RESPONSE, "java.lang.Throwable")
            .advice(ErrorAdvice.class),
        Hook.on(HOST).method("status", REQUEST, RESPONSE).advice(ErrorAdvice.class),
        Hook.on(REQUEST).method("recycle").advice(RecycleAdvice.class),
        Hook.on(RESPONSE).method("reset").advice(ResetAdvice.class),
        Hook.on(RESPONSE)
            .method("addHeader", "java.lang.String", "java.lang.String")
            .advice(AddHeaderAdvice.class));
  }
}
