package io.batchmon.instrumentation.httpurlconnection;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * HttpURLConnection of JDK 8 to 25: the methods that need the other side. What an HTTPS connection
 * shows to the application only delegates to an object that has these methods as well.
 */
public final class HttpUrlConnectionInstrumentation implements JobInstrumentation {
  private static final String CONNECTION = "sun.net.www.protocol.http.HttpURLConnection";

  @Override
  public String name() {
    return "http-urlconnection";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        connect(CONNECTION),
        connect("sun.net.www.protocol.https.AbstractDelegateHttpsURLConnection"),
        Hook.on(CONNECTION)
            .method("getOutputStream")
            .field("inputStream", "java.io.InputStream")
            .field("rememberedException", "java.lang.Exception")
            .lazily()
            .advice(OutputAdvice.class),
        Hook.on(CONNECTION)
            .method("getInputStream")
            .field("inputStream", "java.io.InputStream")
            .field("rememberedException", "java.lang.Exception")
            .lazily()
            .advice(InputAdvice.class),
        Hook.on(CONNECTION).method("writeRequests").lazily().advice(WriteAdvice.class),
        Hook.on(CONNECTION).method("disconnect").lazily().advice(DisconnectAdvice.class));
  }

  private static Hook connect(String className) {
    return Hook.on(className).method("connect").lazily().advice(ConnectAdvice.class);
  }
}
