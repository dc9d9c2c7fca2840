package io.batchmon.instrumentation.apachehttpclient5;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Apache HttpClient 5: the place in the chain that connects and sends. Retries, redirects and
 * authentication come through it again, and are calls of their own.
 */
public final class ApacheHttpClient5Instrumentation implements JobInstrumentation {
  private static final String CLIENT = "org.apache.hc.client5.http.";
  private static final String ASYNC = CLIENT + "impl.async.";
  private static final String CORE = "org.apache.hc.core5.";

  @Override
  public String name() {
    return "apache-httpclient-5";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(CLIENT + "impl.classic.ConnectExec")
            .method(
                "execute",
                CORE + "http.ClassicHttpRequest",
                CLIENT + "classic.ExecChain$Scope",
                CLIENT + "classic.ExecChain")
            .returned()
            .lazily()
            .advice(SendAdvice.class),
        Hook.on(CLIENT + "impl.classic.MinimalHttpClient")
            .method(
                "doExecute",
                CORE + "http.HttpHost",
                CORE + "http.ClassicHttpRequest",
                CORE + "http.protocol.HttpContext")
            .returned()
            .lazily()
            .advice(MinimalAdvice.class),
        sendAsync("AsyncConnectExec"),
        sendAsync("H2AsyncMainClientExec"),
        Hook.on(CORE + "concurrent.ComplexFuture")
            .method("cancel", "boolean")
            .returned()
            .lazily()
            .advice(CancelAdvice.class),
        Hook.on(ASYNC + "InternalAbstractHttpAsyncClient")
            .method(
                "doExecute",
                CORE + "http.HttpHost",
                CORE + "http.nio.AsyncRequestProducer",
                CORE + "http.nio.AsyncResponseConsumer",
                CORE + "http.nio.HandlerFactory",
                CORE + "http.protocol.HttpContext",
                CORE + "concurrent.FutureCallback")
            .replacingArgument(5)
            .lazily()
            .advice(CallbackAdvice.class));
  }

  private static Hook sendAsync(String className) {
    return Hook.on(ASYNC + className)
        .method(
            "execute",
            CORE + "http.HttpRequest",
            CORE + "http.nio.AsyncEntityProducer",
            CLIENT + "async.AsyncExecChain$Scope",
            CLIENT + "async.AsyncExecChain",
            CLIENT + "async.AsyncExecCallback")
        .replacingArgument(4)
        .lazily()
        .advice(SendAsyncAdvice.class);
  }
}
