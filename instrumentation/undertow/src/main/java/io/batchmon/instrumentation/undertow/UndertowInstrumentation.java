package io.batchmon.instrumentation.undertow;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Undertow 1.4 to 2.3: one run per exchange that is dispatched to servlets, from before the first
 * filter until the exchange is complete, in whichever thread that is.
 */
public final class UndertowInstrumentation implements JobInstrumentation {
  private static final String HANDLERS = "io.undertow.servlet.handlers.";
  private static final String EXCHANGE = "io.undertow.server.HttpServerExchange";

  @Override
  public String name() {
    return "undertow";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(HANDLERS + "ServletInitialHandler")
            .anyMethod("dispatchRequest")
            .advice(RequestAdvice.class),
        Hook.on(HANDLERS + "ServletDispatchingHandler")
            .method("handleRequest", EXCHANGE)
            .advice(ServletAdvice.class),
        Hook.on("io.undertow.servlet.spec.HttpServletResponseImpl")
            .method("doErrorDispatch", "int", "java.lang.String")
            .advice(ErrorAdvice.class),
        Hook.on(EXCHANGE).method("invokeExchangeCompleteListeners").advice(CompletedAdvice.class));
  }
}
