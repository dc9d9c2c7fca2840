package io.batchmon.instrumentation.httpjdk;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * The client of java.net.http, JDK 11 to 25: where an exchange starts, which both send and
 * sendAsync call in the thread of their caller, and where the headers of a request are asked for.
 */
public final class HttpJdkInstrumentation implements JobInstrumentation {
  private static final String CLIENT = "jdk.internal.net.http.";
  private static final String REQUEST = CLIENT + "HttpRequestImpl";

  @Override
  public String name() {
    return "http-jdk";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(CLIENT + "MultiExchange")
            .method("responseAsync", "java.util.concurrent.Executor")
            .field("userRequest", "java.net.http.HttpRequest")
            .field("currentreq", REQUEST)
            .replacingResult()
            .lazily()
            .advice(ExchangeAdvice.class),
        Hook.on(REQUEST)
            .method("getUserHeaders")
            .replacingResult()
            .lazily()
            .advice(HeadersAdvice.class),
        Hook.on(REQUEST)
            .method(
                "newInstanceForRedirection", "java.net.URI", "java.lang.String", REQUEST, "boolean")
            .returned()
            .lazily()
            .advice(RedirectAdvice.class),
        Hook.on(REQUEST)
            .method("newInstanceForAuthentication", REQUEST)
            .returned()
            .lazily()
            .advice(AuthenticationAdvice.class));
  }
}
