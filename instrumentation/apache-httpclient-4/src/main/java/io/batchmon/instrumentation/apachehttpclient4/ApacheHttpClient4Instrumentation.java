package io.batchmon.instrumentation.apachehttpclient4;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Apache HttpClient 4: from 4.3 on the end of the chain, which connects and sends, once for each
 * redirect and retry; before, and in clients made in the old way, the director, which does all of
 * that itself.
 */
public final class ApacheHttpClient4Instrumentation implements JobInstrumentation {
  private static final String HTTP = "org.apache.http.";

  @Override
  public String name() {
    return "apache-httpclient-4";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        send("MainClientExec"),
        send("MinimalClientExec"),
        Hook.on(HTTP + "impl.client.DefaultRequestDirector")
            .method(
                "execute", HTTP + "HttpHost", HTTP + "HttpRequest", HTTP + "protocol.HttpContext")
            .returned()
            .lazily()
            .advice(DirectorAdvice.class));
  }

  private static Hook send(String className) {
    return Hook.on(HTTP + "impl.execchain." + className)
        .method(
            "execute",
            HTTP + "conn.routing.HttpRoute",
            HTTP + "client.methods.HttpRequestWrapper",
            HTTP + "client.protocol.HttpClientContext",
            HTTP + "client.methods.HttpExecutionAware")
        .returned()
        .lazily()
        .advice(SendAdvice.class);
  }
}
