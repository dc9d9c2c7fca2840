package io.batchmon.instrumentation.servlettesting;

/** A request and its response as a servlet sees them, of either servlet API. */
public final class Exchange {
  private final Object request;
  private final Object response;

  Exchange(Object request, Object response) {
    this.request = request;
    this.response = response;
  }

  /** What a servlet does. */
  public interface Servlet {
    void serve(Exchange exchange) throws Exception;
  }

  public Object request(String method, Object... arguments) {
    return Reflect.call(request, method, arguments);
  }

  public Object response(String method, Object... arguments) {
    return Reflect.call(response, method, arguments);
  }

  /** Answers with this text. */
  public void write(String text) {
    Reflect.call(response("getWriter"), "write", text);
  }

  /** Hands the request on inside the server, by forward or include. */
  public void dispatch(String how, String path) {
    Reflect.call(request("getRequestDispatcher", path), how, request, response);
  }
}
