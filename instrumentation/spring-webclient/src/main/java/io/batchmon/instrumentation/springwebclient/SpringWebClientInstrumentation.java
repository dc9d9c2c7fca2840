package io.batchmon.instrumentation.springwebclient;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Spring WebFlux 5.3 to 7: one CALL for each subscription to an exchange, after all filters. And
 * RestTemplate and RestClient of Spring 6.1 to 7 over Reactor Netty and Jetty, one for each
 * request.
 */
public final class SpringWebClientInstrumentation implements JobInstrumentation {
  private static final String CLIENT = "org.springframework.web.reactive.function.client.";

  @Override
  public String name() {
    return "spring-webclient";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(CLIENT + "ExchangeFunctions$DefaultExchangeFunction")
            .method("exchange", CLIENT + "ClientRequest")
            .replacingResult()
            .lazily()
            .advice(ExchangeAdvice.class),
        Hook.on(CLIENT + "DefaultClientRequestBuilder$BodyInserterRequest")
            .method(
                "writeTo",
                "org.springframework.http.client.reactive.ClientHttpRequest",
                CLIENT + "ExchangeStrategies")
            .lazily()
            .advice(WriteAdvice.class),
        execute("ReactorNettyClientRequest"),
        execute("ReactorClientHttpRequest"),
        execute("JettyClientHttpRequest"));
  }

  private static Hook execute(String className) {
    return Hook.on("org.springframework.http.client." + className)
        .method(
            "executeInternal",
            "org.springframework.http.HttpHeaders",
            "org.springframework.http.StreamingHttpOutputMessage$Body")
        .returned()
        .lazily()
        .advice(ExecuteAdvice.class);
  }
}
