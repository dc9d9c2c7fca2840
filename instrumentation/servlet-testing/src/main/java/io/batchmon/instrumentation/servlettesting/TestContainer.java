package io.batchmon.instrumentation.servlettesting;

import io.batchmon.instrumentation.servlettesting.Exchange.Servlet;
import java.lang.reflect.InvocationHandler;

/** One container of one version, to be filled, started and closed. */
public abstract class TestContainer {
  /** Where the application lives. */
  public static final String CONTEXT = "/shop";

  protected final ContainerLoader loader;
  private final String api;

  /**
   * A container.
   *
   * @param api {@code javax} or {@code jakarta}
   */
  protected TestContainer(ContainerLoader loader, String api) {
    this.loader = loader;
    this.api = api;
  }

  /** The full name of a type of the servlet API. */
  protected final String servletApi(String type) {
    return api + ".servlet." + type;
  }

  /** Adds a servlet. */
  public abstract void servlet(String name, String mapping, Servlet servlet) throws Exception;

  /** Adds a filter that answers by itself. */
  public abstract void filter(String name, String mapping, Servlet filter) throws Exception;

  /** Adds an error page for all exceptions and for this status. */
  public abstract void errorPage(int status, String path) throws Exception;

  /** Starts to listen on 127.0.0.1; returns the port. */
  public abstract int start() throws Exception;

  /** Stops, and deletes what it has written. */
  public abstract void stop() throws Exception;

  protected final Object servletOf(Servlet servlet) {
    return Reflect.implement(loader, servletApi("Servlet"), serving("service", servlet));
  }

  protected final Object filterOf(Servlet filter) {
    return Reflect.implement(loader, servletApi("Filter"), serving("doFilter", filter));
  }

  private static InvocationHandler serving(String name, Servlet servlet) {
    return (proxy, method, arguments) -> {
      if (method.getName().equals(name)) {
        servlet.serve(new Exchange(arguments[0], arguments[1]));
        return null;
      }
      return switch (method.getName()) {
        case "hashCode" -> System.identityHashCode(proxy);
        case "equals" -> proxy == arguments[0];
        case "toString", "getServletInfo" -> "servlet of a test";
        default -> null;
      };
    };
  }

  /** As the {@code Callable} of a thread of the tests, whose context loader is the container's. */
  protected final void inLoader(ThrowingRunnable action) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      action.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** What {@link #inLoader} runs. */
  public interface ThrowingRunnable {
    void run() throws Exception;
  }
}
